"""What starts a workflow of Shopify Flow: a review, a low score, a message sent. Written down in the transaction of
what it tells of, and only for shops with a workflow that listens; `plugin.stages.tell.flow_triggers` tells Flow.

Flow speaks of a customer, so what guests do starts no workflow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.db.writes import insert_new_rows
from plugin.model.flow_trigger import FlowTrigger
from plugin.model.message import Message

if TYPE_CHECKING:  # a shop knows which of these it uses
    from plugin.shops import Shop

REVIEW, LOW_SCORE, MESSAGE = "review-submitted", "low-score-given", "message-sent"
HANDLES = frozenset({REVIEW, LOW_SCORE, MESSAGE})
LOW = 2  # stars, of five


def in_use(told: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The triggers that a workflow of the shop listens to, of what Flow told about each (`Shop.flow_triggers`). What
    Flow names in a way unknown here may be any of them, so then all of them are told."""
    used = {name for name, one in told.items() if one.get("is_used")}
    return HANDLES if used - HANDLES else frozenset(used)


def handle_of(definition: str) -> str:
    """The handle of the trigger that Flow names: by its handle, or by its name in words."""
    return "-".join(definition.strip().lower().split())[:64]


def review_written(
    session: Session, shop: Shop, id: str, at: datetime, *, customer_id: int | None, order_id: int, product_id: int,
    stars: int,
) -> None:  # fmt: skip
    """A new review; one that is written again starts nothing anew."""
    handles = {REVIEW, LOW_SCORE} if stars <= LOW else {REVIEW}
    told = {"order_id": order_id, "product_id": product_id, "Rating": stars}
    for handle in sorted(handles & shop.flow_triggers):
        _write(session, shop, handle, id, at, customer_id, told)


def low_score_given(
    session: Session, shop: Shop, id: str, at: datetime, customer_id: int | None, order_id: int | None,
    score: int | None,
) -> None:  # fmt: skip
    """A low answer to a survey, on the scale of its question; edited, it starts nothing anew."""
    if LOW_SCORE in shop.flow_triggers:
        told = {} if order_id is None else {"order_id": order_id}
        _write(session, shop, LOW_SCORE, id, at, customer_id, {**told, "Rating": score})


def messages_sent(session: Session, shop: Shop, ids: Collection[str], at: datetime) -> None:
    """These messages have been accepted."""
    if not ids or MESSAGE not in shop.flow_triggers:
        return
    mine = select(Message.id, Message.customer_id, Message.flow, Message.channel).where(
        Message.shop_id == shop.id, Message.id.in_(ids)
    )
    for row in session.execute(mine).all():
        told = {"Kind": row.flow, "Channel": row.channel}
        _write(session, shop, MESSAGE, row.id, at, row.customer_id, told)


def _write(
    session: Session, shop: Shop, handle: str, id: str, at: datetime, customer_id: int | None, told: dict[str, Any]
) -> None:  # fmt: skip
    if customer_id is None:
        return
    row = {
        "shop_id": shop.id, "id": shop.keys.name("flow_trigger", f"{handle}.{id}", 16).hex(), "handle": handle,
        "customer_id": customer_id, "payload": {"customer_id": customer_id, **told}, "at": at, "due_at": at,
        "tries": 0,
    }  # fmt: skip
    insert_new_rows(session, FlowTrigger, [row])
