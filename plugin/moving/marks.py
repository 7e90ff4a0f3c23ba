"""The marks by which a run is undone, and the ratings that it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from plugin.model.moving import ImportMark
from plugin.model.review import ProductRating
from plugin.projection.work import Work
from plugin.published import rating_changed

CUSTOMER, BIRTHDAY, CONSENT, RATING = "customer", "birthday", "consent", "rating"
_BEFORE = ("version", "due_at", "tries", "problem", "told_at")


def mark(work: Work, import_id: str, what: str, which: Iterable[object], before: Any = None) -> None:
    rows = [
        {"shop_id": work.shop.id, "import_id": import_id, "what": what, "which": str(one), "before": before}
        for one in which
    ]
    work.insert_new(ImportMark, rows)


def tell_ratings(work: Work, import_id: str) -> None:
    """Once for each product whose reviews the run has changed, and for those of runs that were killed before they
    came to this."""
    waits = (ImportMark.shop_id == work.shop.id, ImportMark.what == RATING, ImportMark.before.is_(None))
    marks = list(work.session.scalars(select(ImportMark).where(*waits)))
    if not marks:
        return
    there = ratings_of(work.session, work.shop.id, {int(one.which) for one in marks})
    for one in marks:
        if one.import_id == import_id:
            one.before = _as_json(there.get(int(one.which)))
    rating_changed(work.session, work.shop.id, {int(one.which) for one in marks}, work.now)


def untell_ratings(work: Work, marked: Collection[ImportMark], product_ids: set[int]) -> None:
    """What the platform never heard of is as it was; of all else it is told anew. `product_ids` are those whose
    reviews are gone now."""
    there = ratings_of(work.session, work.shop.id, product_ids)
    for one in marked:
        row = there.get(int(one.which))
        if one.before is not None and row is not None and _is_untold(row, one.before):
            product_ids = product_ids - {row.product_id}
            _restore(work, row.product_id, one.before)
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
