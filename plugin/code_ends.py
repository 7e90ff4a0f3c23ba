"""Why a discount code ends before its time, and the queue of those that are to end: rows of `code` whose `end_at`
has come. Written in the transaction in which the reason arises; the stage `codes` tells the platform."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from plugin.customer_tags import codes_ended
from plugin.db.prepared import SHOP, Prepared
from plugin.dossier.orders import Parts, as_order
from plugin.dossier.read import Reader
from plugin.events import Milestone, OrderCancelled, OrderRefunded
from plugin.flows.flow import about_order
from plugin.flows.received import is_refunded_in_full
from plugin.model.message import Code, Message
from plugin.projection.work import Work


class EndReason(StrEnum):
    NOT_SENT = "not_sent"  # its message failed, expired, or was suppressed or cancelled
    CANCELLED = "cancelled"  # the order that earned it
    REFUNDED = "refunded"  # … in full
    ERASED = "erased"  # its customer's data
    BY_HAND = "by_hand"
    REFUSED = "refused"  # the platform never made it


LIVE = (Code.void_at.is_(None), Code.used_at.is_(None), Code.end_at.is_(None))
_EARNED = Prepared(
    select(Code.code)
    .join(Message, (Message.shop_id == Code.shop_id) & (Message.id == Code.message_id))
    .where(Message.shop_id == SHOP, Message.about == bindparam("about"), *LIVE)
)


def end_codes(session: Session, shop_id: int, reason: EndReason, now: datetime, which: ColumnElement[bool]) -> int:
    """Put these codes into the queue, unless they are used, ended or in it already; returns how many."""
    done: Any = session.execute(
        update(Code)
        .where(Code.shop_id == shop_id, which, *LIVE)
        .values(end_at=now, end_reason=reason.value)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount:
        codes_ended(session, shop_id, which, now)
    return int(done.rowcount)


def end_earned(work: Work, milestones: Iterable[Milestone]) -> int:
    """End what an order earned that was cancelled, deleted or refunded in full; returns how many codes. A code that
    was used stays used: its discount has been given."""
    ids = {one.order_id for one in milestones if isinstance(one, OrderCancelled | OrderRefunded)}
    return sum(_end_earned_by(work, id) for id in sorted(ids))


def _end_earned_by(work: Work, order_id: int) -> int:
    codes = _EARNED.values(work.session, about=about_order(order_id))
    reason = _why(work, order_id) if codes else None
    if reason is None:
        return 0
    return end_codes(work.session, work.shop.id, reason, work.now, Code.code.in_(codes))


def _why(work: Work, order_id: int) -> EndReason | None:
    reader = Reader(work.session, work.now)
    rows = reader.orders((), {order_id})
    orders = [as_order(row, Parts.read(reader, [order_id]), None) for row in rows]
    if any(order.cancelled_at is not None for order in orders):
        return EndReason.CANCELLED
    return EndReason.REFUNDED if any(is_refunded_in_full(order) for order in orders) else None
