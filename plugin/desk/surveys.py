"""The answers to a survey: its figures, and the people behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.analytics.surveys import Nps, Theme, nps, themes
from plugin.clock import local
from plugin.desk.who import Who, names_of
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.questions import QUESTIONS
from plugin.shops import Shop

_YEAR = timedelta(days=365)
_MOST = 20_000  # newest answers that are looked at
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Month:
    name: str  # 2026-06
    count: int
    score: float  # of NPS: -100 to 100; of other scores: the mean


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, and whose it is."""

    who: Who
    answer: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    """Of the last year. `nps` is there for that question alone, `mean` for every score."""

    count: int
    nps: Nps | None
    mean: float | None
    spread: tuple[tuple[str, int], ...]  # answer, how often; in the order of the question
    months: tuple[Month, ...]  # oldest first
    themes: tuple[Theme, ...]
    newest: tuple[Answered, ...]  # those with the answer that was asked for, if one was


def results(session: Session, shop: Shop, kind: SurveyKind, now: datetime, *, only: str = "") -> Results:
    """`only` is an answer: then the people are those who gave it."""
    rows = session.scalars(
        select(SurveyAnswer)
        .where(
            SurveyAnswer.shop_id == shop.id, SurveyAnswer.kind == kind.value, SurveyAnswer.answered_at > now - _YEAR
        )
        .order_by(SurveyAnswer.answered_at.desc(), SurveyAnswer.id)
        .limit(_MOST)
    ).all()
    scores = [row.score for row in rows if row.score is not None]
    counts = Counter(_given(row) for row in rows)
    told = [(row.score, _comment(shop, row)) for row in rows if row.score is not None and row.comment is not None]
    return Results(
        count=len(rows), nps=nps(scores) if kind is SurveyKind.NPS else None,
        mean=sum(scores) / len(scores) if scores else None,
        spread=tuple((one, counts[one]) for one in QUESTIONS[kind].answers), months=_months(shop, kind, rows),
        themes=tuple(themes(told)), newest=_people(session, shop, rows, only),
    )  # fmt: skip


def _months(shop: Shop, kind: SurveyKind, rows: Sequence[SurveyAnswer]) -> tuple[Month, ...]:
    by_month: dict[str, list[int]] = {}
    for row in rows:
        if row.score is not None:
            by_month.setdefault(f"{local(row.answered_at, shop.time_zone):%Y-%m}", []).append(row.score)
    return tuple(Month(name, len(some), _figure(kind, some)) for name, some in sorted(by_month.items()))


def _figure(kind: SurveyKind, scores: list[int]) -> float:
    found = nps(scores) if kind is SurveyKind.NPS else None
    return found.score if found is not None else sum(scores) / len(scores)


def _people(session: Session, shop: Shop, rows: Sequence[SurveyAnswer], only: str) -> tuple[Answered, ...]:
    chosen = [row for row in rows if not only or _given(row) == only][:PER_PAGE]
    people = names_of(session, shop, {row.customer_id for row in chosen if row.customer_id is not None})
    return tuple(
        Answered(people.get(row.customer_id or 0, Who(None, "")), _given(row), _comment(shop, row), row.answered_at)
        for row in chosen
    )


def _given(row: SurveyAnswer) -> str:
    return row.choice or "" if row.score is None else str(row.score)


def _comment(shop: Shop, row: SurveyAnswer) -> str:
    return shop.keys.open("survey_answer.comment", row.id, row.comment) or ""
