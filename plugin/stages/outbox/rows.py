"""The columns of a message that sending works with."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.message import Message

ROW = select(
    Message.id, Message.flow, Message.step, Message.channel, Message.purpose, Message.customer_id, Message.about,
    Message.state, Message.reason, Message.version, Message.chain, Message.due_at, Message.useful_until,
    Message.time_zone, Message.attempts, Message.first_sent_at, Message.sent_at, Message.sender, Message.to,
    Message.to_hash, Message.payload, Message.code, Message.code_starts_at, Message.code_ends_at, Message.line_ids,
    Message.product_ids, Message.absent, Message.provider, Message.lease_token,
)  # fmt: skip


def read(session: Session, shop_id: int, ids: Collection[str]) -> list[Any]:
    """The rows, in the order of `ids`; ids that are gone are left out."""
    found = {row.id: row for row in session.execute(ROW.where(Message.shop_id == shop_id, Message.id.in_(ids)))}
    return [found[id] for id in ids if id in found]
