"""The answers to a survey: its figures, and the people behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.analytics.surveys import LEAST, Figure, figure, wilson
from plugin.analytics.themes import MOST_TEXTS, Topic, topics, topics_in
from plugin.clock import local
from plugin.desk.who import Who, names_of
from plugin.flows.flow import case_in
from plugin.model.case import SupportCase
from plugin.model.message import Message
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.questions import BANDS, QUESTIONS, band
from plugin.shops import Shop

_YEAR = timedelta(days=365)
_MOST = 20_000  # newest answers that are looked at
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose answers are looked at: those who gave this one (or one of this band), in this month, about this topic.
    "" is everybody."""

    answer: str = ""
    month: str = ""
    topic: str = ""


EVERYBODY = Wanted()


@dataclass(frozen=True, slots=True)
class Month:
    name: str  # 2026-06
    count: int
    figure: Figure | None  # None: not known yet, or the question has no score


@dataclass(frozen=True, slots=True)
class Share:
    """How many gave an answer, or one of a band. `low` and `high` percent, None where there are too few answers."""

    answer: str
    count: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, and whose it is. `case_id`: the case it opened, or that it is about; "" for none."""

    who: Who
    answer: str
    comment: str
    at: datetime
    case_id: str


@dataclass(frozen=True, slots=True)
class Results:
    """Of the last year. `figure` None: not known yet, or the question has no score."""

    count: int
    asked: int  # messages that put this question; 0 where pages do
    figure: Figure | None
    spread: tuple[Share, ...]  # in the order of the question
    bands: tuple[Share, ...]  # of NPS
    months: tuple[Month, ...]  # oldest first
    topics: tuple[Topic, ...]
    newest: tuple[Answered, ...]  # those who are wanted


def results(session: Session, shop: Shop, kind: SurveyKind, now: datetime, wanted: Wanted = EVERYBODY) -> Results:
    rows = session.scalars(
        select(SurveyAnswer)
        .where(
            SurveyAnswer.shop_id == shop.id, SurveyAnswer.kind == kind.value, SurveyAnswer.answered_at > now - _YEAR
        )
        .order_by(SurveyAnswer.answered_at.desc(), SurveyAnswer.id)
        .limit(_MOST)
    ).all()
    texts = {row.id: _comment(shop, row) for row in [row for row in rows if row.comment is not None][:MOST_TEXTS]}
    scores = [row.score for row in rows if row.score is not None]
    told = [(row.score, texts[row.id]) for row in rows if row.id in texts]
    return Results(
        count=len(rows), asked=_asked(session, shop, kind, now), figure=figure(kind, scores),
        spread=_shares(rows, _given, QUESTIONS[kind].answers),
        bands=_shares(rows, _band, BANDS) if kind is SurveyKind.NPS else (), months=_months(shop, kind, rows),
        topics=tuple(topics(told)), newest=_people(session, shop, _chosen(shop, rows, texts, wanted)),
    )  # fmt: skip


def _asked(session: Session, shop: Shop, kind: SurveyKind, now: datetime) -> int:
    mine = (Message.shop_id == shop.id, Message.flow == kind.value, Message.accepted_at > now - _YEAR)
    return session.scalar(select(func.count()).select_from(Message).where(*mine)) or 0


def _shares(
    rows: Sequence[SurveyAnswer], of: Callable[[SurveyAnswer], str], answers: Collection[str]
) -> tuple[Share, ...]:
    counts, all_of_them = Counter(of(row) for row in rows), len(rows)
    known = [wilson(counts[one], all_of_them) if all_of_them >= LEAST else (None, None) for one in answers]
    return tuple(Share(one, counts[one], low, high) for one, (low, high) in zip(answers, known, strict=True))


def _months(shop: Shop, kind: SurveyKind, rows: Sequence[SurveyAnswer]) -> tuple[Month, ...]:
    by_month: dict[str, list[int | None]] = {name: [] for name in _every_month(shop, rows)}
    for row in rows:
        by_month[_month(shop, row)].append(row.score)
    return tuple(
        Month(name, len(some), figure(kind, [one for one in some if one is not None]))
        for name, some in by_month.items()
    )


def _chosen(
    shop: Shop, rows: Sequence[SurveyAnswer], texts: dict[str, str], wanted: Wanted
) -> list[tuple[SurveyAnswer, str]]:
    fit = [
        row
        for row in rows
        if wanted.answer in {"", _given(row), _band(row)}
        and wanted.month in {"", _month(shop, row)}
        and (not wanted.topic or wanted.topic in topics_in(texts.get(row.id, "")))
    ]
    return [(row, texts.get(row.id) or _comment(shop, row)) for row in fit[:PER_PAGE]]


def _people(session: Session, shop: Shop, chosen: Sequence[tuple[SurveyAnswer, str]]) -> tuple[Answered, ...]:
    people = names_of(session, shop, {row.customer_id for row, _text in chosen if row.customer_id is not None})
    cases = cases_of(session, shop, [row.message_id for row, _text in chosen])
    return tuple(
        Answered(
            people.get(row.customer_id or 0, Who(None, "")), _given(row), text, row.answered_at,
            cases.get(row.message_id, ""),
        )
        for row, text in chosen
    )  # fmt: skip


def cases_of(session: Session, shop: Shop, message_ids: Collection[str]) -> dict[str, str]:
    """Message id -> the case that an answer to it opened, else the case that it asks about."""
    asked = select(Message.id, Message.about).where(Message.shop_id == shop.id, Message.id.in_(message_ids))
    found = {row.id: id for row in session.execute(asked) if (id := case_in(row.about))}
    opened = select(SupportCase.message_id, SupportCase.id).where(
        SupportCase.shop_id == shop.id, SupportCase.message_id.in_(message_ids)
    )
    return found | {row.message_id: row.id for row in session.execute(opened)}


def _every_month(shop: Shop, rows: Sequence[SurveyAnswer]) -> Iterator[str]:
    """From the first answer to the last, those without one too; `rows` begin with the newest."""
    if not rows:
        return
    day = local(rows[-1].answered_at, shop.time_zone).date().replace(day=1)
    while f"{day:%Y-%m}" <= _month(shop, rows[0]):
        yield f"{day:%Y-%m}"
        day = (day + timedelta(days=31)).replace(day=1)


def _month(shop: Shop, row: SurveyAnswer) -> str:
    return f"{local(row.answered_at, shop.time_zone):%Y-%m}"


def _given(row: SurveyAnswer) -> str:
    return row.choice or "" if row.score is None else str(row.score)


def _band(row: SurveyAnswer) -> str:
    return band(row.score) if row.kind == SurveyKind.NPS and row.score is not None else ""


def _comment(shop: Shop, row: SurveyAnswer) -> str:
    return shop.keys.open("survey_answer.comment", row.id, row.comment) or ""
