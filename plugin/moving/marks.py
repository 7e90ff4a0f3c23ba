"""The marks by which a run is undone, and the ratings that it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from plugin.model.moving import RATING, ImportMark
from plugin.model.review import ProductRating
from plugin.projection.work import Work
from plugin.published import count_again, rating_changed

_OVERTAKEN = {"version": -1}  # another run told of it first, so nobody knows what it was
_BEFORE = ("version", "due_at", "tries", "problem", "told_at")


def mark(work: Work, import_id: str, what: str, which: Iterable[object], before: Any = None) -> None:
    rows = [
        {"shop_id": work.shop.id, "import_id": import_id, "what": what, "which": str(one), "before": before}
        for one in which
    ]
    work.insert_new(ImportMark, rows)


def tell_ratings(work: Work, import_id: str) -> None:
    """Once for each product whose reviews the run has changed, and for those of runs that have not come to this: they
    may have been killed."""
    waits = or_(ImportMark.import_id == import_id, ImportMark.before.is_(None))
    marks = list(work.session.scalars(
        select(ImportMark).where(ImportMark.shop_id == work.shop.id, ImportMark.what == RATING, waits)
    ))  # fmt: skip
    if not marks:
        return
    there = ratings_of(work.session, work.shop.id, {int(one.which) for one in marks})
    for one in marks:
        if one.before is None:
            one.before = _as_json(there.get(int(one.which))) if one.import_id == import_id else _OVERTAKEN
    rating_changed(work.session, work.shop.id, {int(one.which) for one in marks}, work.now)


def untell_ratings(work: Work, marked: Collection[ImportMark], product_ids: set[int]) -> None:
    """What the platform never heard of is as it was; of all else it is told anew. `product_ids` are those whose
    reviews are gone now."""
    count_again(work.session, work.shop.id, product_ids)
    there = ratings_of(work.session, work.shop.id, product_ids)
    for one in marked:
        id = int(one.which)
        row = there.get(id)
        if one.before is None:
            product_ids = product_ids - {id}
        elif row is not None and _is_untold(row, one.before):
            product_ids = product_ids - {id}
            _restore(work, id, one.before)
    if product_ids:
        rating_changed(work.session, work.shop.id, product_ids, work.now)


def ratings_of(session: Session, shop_id: int, ids: Collection[int]) -> dict[int, ProductRating]:
    rows = select(ProductRating).where(ProductRating.shop_id == shop_id, ProductRating.product_id.in_(ids))
    return {row.product_id: row for row in session.scalars(rows)}


def _is_untold(row: ProductRating, before: dict[str, Any]) -> bool:
    return row.version == before.get("version", 0) + 1 and _text(row.told_at) == before.get("told_at")


def _restore(work: Work, product_id: int, before: dict[str, Any]) -> None:
    """{}: there was none."""
    mine = (ProductRating.shop_id == work.shop.id, ProductRating.product_id == product_id)
    statement: Any = delete(ProductRating).where(*mine)
    if before:
        values = {**before, "due_at": _time(before["due_at"]), "told_at": _time(before["told_at"])}
        statement = update(ProductRating).where(*mine).values(values)
    work.session.execute(statement.execution_options(synchronize_session=False))


def _as_json(row: ProductRating | None) -> dict[str, Any]:
    if row is None:
        return {}
    found = {name: getattr(row, name) for name in _BEFORE}
    return {**found, "due_at": _text(row.due_at), "told_at": _text(row.told_at)}


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
