"""The reviews of a shop that carry hints (plugin/hints.py). Every one that is new, edited or imported is looked
through once, soon after it came; so is what was here before there were hints. Whether somebody else wrote the same is
asked of the rows themselves: beside each stands a keyed hash of its words, which says nothing without the shop's key
and differs from shop to shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from plugin.hints import Hint, comparable, crowded, hints_in
from plugin.model.review import Review
from plugin.shops import Shop

TOO_SHORT = ""  # in the place of a hash
AS_NEW: dict[str, None] = {"text_hash": None, "hints": None}
"""The columns of a review that is to be looked through."""
_OWN = "encore"
_SAID = ("title", "text")
_Other = aliased(Review)


def look_through(session: Session, shop: Shop, most: int) -> int:
    """Up to so many reviews get their hints; how many did."""
    unseen = (Review.shop_id == shop.id, Review.text_hash.is_(None))
    rows = list(session.scalars(select(Review).where(*unseen).limit(most).with_for_update()))
    for row in rows:
        title, text = (shop.keys.open(f"review.{one}", row.id, getattr(row, one)) or "" for one in _SAID)
        words = comparable(text)
        row.text_hash = TOO_SHORT if words is None else shop.keys.lookup("review.text", words)
        row.hints = _names(hints_in(title, text))
    session.flush()
    _mark_crowds(session, shop, {row.customer_id for row in rows if row.source == _OWN and row.customer_id})
    return len(rows)


def hints_of(session: Session, shop: Shop, rows: Collection[Review]) -> Mapping[str, tuple[Hint, ...]]:
    """The hints of each of these reviews, by id."""
    ids = [row.id for row in rows]
    twins = set(session.scalars(select(Review.id).where(Review.shop_id == shop.id, Review.id.in_(ids), _has_twin())))
    return {row.id: (*_hints(row), *((Hint.TWIN,) if row.id in twins else ())) for row in rows}


def is_hinted() -> ColumnElement[bool]:
    """Whether a review has any hint."""
    return or_(Review.hints.is_not(None), _has_twin())


def _has_twin() -> ColumnElement[bool]:
    same = and_(
        _Other.shop_id == Review.shop_id, _Other.text_hash == Review.text_hash, _Other.id != Review.id,
        *(_is_other(name) for name in ("customer_id", "email_hash", "order_id")),
    )  # fmt: skip
    return and_(Review.text_hash != TOO_SHORT, select(_Other.id).where(same).exists())


def _is_other(name: str) -> ColumnElement[bool]:
    """By this column they are not known to be of one person, who may well say the same twice."""
    mine: Any = getattr(Review, name)
    theirs: Any = getattr(_Other, name)
    return or_(mine.is_(None), theirs.is_(None), mine != theirs)


def _mark_crowds(session: Session, shop: Shop, customer_ids: Collection[int]) -> None:
    """Many at once is a hint about each of them, also about those that came first."""
    written: dict[int | None, list[Review]] = defaultdict(list)
    theirs = (Review.shop_id == shop.id, Review.customer_id.in_(customer_ids), Review.source == _OWN)
    for row in session.scalars(select(Review).where(*theirs, Review.product_id.is_not(None))):
        written[row.customer_id].append(row)
    for rows in written.values():
        many = crowded((row.id, row.product_id or 0, row.written_at) for row in rows)
        for row in rows:
            if row.id in many and Hint.CROWD not in _hints(row):
                row.hints = _names((*_hints(row), Hint.CROWD))
    session.flush()


def _hints(row: Review) -> tuple[Hint, ...]:
    return tuple(Hint(name) for name in (row.hints or "").split())


def _names(hints: Sequence[Hint]) -> str | None:
    return " ".join(hints) or None
