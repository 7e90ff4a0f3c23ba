"""What customers write about, over their reviews and what they add to surveys, and the quotes behind each topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.analytics.themes import MOST_TEXTS, Topic, topics, topics_in
from plugin.desk.surveys import cases_of
from plugin.desk.who import Who, names_of
from plugin.model.review import Review, ReviewState
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.shops import Shop

PER_PAGE = 50
_HALF = MOST_TEXTS // 2
_TOPICS = 30
_SHOWN = (ReviewState.WAITING.value, ReviewState.PUBLISHED.value)


@dataclass(frozen=True, slots=True)
class Quote:
    """`stars` of a review, else the survey's `kind`; `review_state` is where a review is listed; `case_id` "" for
    none."""

    text: str
    at: datetime
    who: Who
    stars: int | None = None
    review_state: str = ""
    kind: SurveyKind | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    texts: int  # that were looked at
    topics: tuple[Topic, ...]
    quotes: tuple[Quote, ...]  # of the topic that was asked for, newest first


@dataclass(frozen=True, slots=True)
class _Told:
    text: str
    row: Review | SurveyAnswer

    @property
    def at(self) -> datetime:
        return self.row.written_at if isinstance(self.row, Review) else self.row.answered_at


def found_topics(session: Session, shop: Shop, topic: str = "") -> Found:
    """Over the newest thousand reviews that are shown or wait to be, and the newest thousand comments."""
    told = sorted((*_reviews(session, shop), *_comments(session, shop)), key=lambda one: one.at, reverse=True)
    about = [one for one in told if topic in topics_in(one.text)][:PER_PAGE] if topic else []
    ranked = topics([(None, one.text) for one in told], _TOPICS)
    return Found(len(told), tuple(ranked), _quotes(session, shop, about))


def _reviews(session: Session, shop: Shop) -> Iterator[_Told]:
    mine = select(Review).where(Review.shop_id == shop.id, Review.state.in_(_SHOWN))
    for row in session.scalars(mine.order_by(Review.written_at.desc(), Review.id.desc()).limit(_HALF)):
        parts = (shop.keys.open(f"review.{part}", row.id, getattr(row, part)) for part in ("title", "text"))
        text = "\n".join(part for part in parts if part)
        if text:
            yield _Told(text, row)


def _comments(session: Session, shop: Shop) -> Iterator[_Told]:
    mine = select(SurveyAnswer).where(SurveyAnswer.shop_id == shop.id, SurveyAnswer.comment.is_not(None))
    for row in session.scalars(mine.order_by(SurveyAnswer.answered_at.desc(), SurveyAnswer.id).limit(_HALF)):
        yield _Told(shop.keys.open("survey_answer.comment", row.id, row.comment) or "", row)


def _quotes(session: Session, shop: Shop, told: list[_Told]) -> tuple[Quote, ...]:
    people = names_of(session, shop, {one.row.customer_id for one in told if one.row.customer_id is not None})
    cases = cases_of(session, shop, [one.row.message_id for one in told if one.row.message_id is not None])
    return tuple(
        _quote(one, people.get(one.row.customer_id or 0, Who(None, "")), cases.get(one.row.message_id or "", ""))
        for one in told
    )


def _quote(one: _Told, who: Who, case_id: str) -> Quote:
    if isinstance(one.row, Review):
        return Quote(one.text, one.at, who, stars=one.row.stars, review_state=one.row.state, case_id=case_id)
    return Quote(one.text, one.at, who, kind=SurveyKind(one.row.kind), case_id=case_id)
