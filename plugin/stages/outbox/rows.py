"""The columns of a message that sending works with, as one value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.dossier import Subject, subject_of
from plugin.model.message import Message


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    flow: str
    step: int
    channel: str
    purpose: str
    customer_id: int | None
    about: str
    state: str
    reason: str | None
    version: int
    chain: str
    due_at: datetime
    useful_until: datetime
    chosen_at: datetime | None
    time_zone: str
    attempts: int
    first_sent_at: datetime | None
    sent_at: datetime | None
    sender: str | None
    to: bytes | None
    to_hash: str | None
    payload: bytes | None
    code: str | None
    code_starts_at: datetime | None
    code_ends_at: datetime | None
    line_ids: list[int]
    product_ids: list[int]
    absent: int
    lease_token: str | None

    @property
    def who(self) -> Subject:
        return subject_of(self.customer_id, self.about)


_ROWS = Prepared(
    select(*(getattr(Message, field.name) for field in fields(Row))).where(
        Message.shop_id == SHOP, Message.id.in_(keys("ids"))
    )
)


def read(session: Session, ids: Collection[str]) -> list[Row]:
    """The rows, in the order of `ids`; ids that are gone are left out."""
    if not ids:
        return []
    found = {row.id: Row(*row) for row in _ROWS.rows(session, ids=ids)}
    return [found[id] for id in ids if id in found]
