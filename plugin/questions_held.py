"""What is held about a person's questions, their answers to those of others, and what they were asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion
from plugin.projection.work import Work


def questions_held(work: Work, customer_ids: Collection[int]) -> list[dict[str, Any]]:
    """As plain words; times are UTC."""
    return [
        *(
            {"kind": "asked", "product_id": row.product_id, "at": row.asked_at, "state": row.state,
             **_said(work, "product_question", row)}
            for row in _rows(work, ProductQuestion, customer_ids)
        ),
        *(
            {"kind": "answered", "question": row.question_id, "at": row.edited_at or row.written_at,
             "state": row.state, **_said(work, "product_answer", row)}
            for row in _rows(work, ProductAnswer, customer_ids)
        ),
        *(
            {"kind": "was_asked", "question": row.question_id, "at": row.at}
            for row in _rows(work, AskedOwner, customer_ids)
        ),
    ]  # fmt: skip


def _rows(work: Work, table: Any, customer_ids: Collection[int]) -> Any:
    return work.session.scalars(
        select(table).where(table.shop_id == work.shop.id, table.customer_id.in_(customer_ids))
    ).all()


def _said(work: Work, table: str, row: Any) -> dict[str, str | None]:
    return {name: work.keys.open(f"{table}.{name}", row.id, getattr(row, name)) for name in ("text", "name")}
