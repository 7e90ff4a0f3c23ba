"""What customers asked of the shop by their right, data and erasure, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.desk.access import note
from plugin.desk.who import Who, names_of
from plugin.encore import Encore
from plugin.model.customer import PrivacyRequest, RequestKind
from plugin.model.inbox import InboxItem
from plugin.model.staff import Deed
from plugin.privacy import EXPORT
from plugin.shops import Shop

LAWFUL = timedelta(days=30)  # within which the merchant must have answered
LATE = timedelta(hours=20)  # open for longer is to be looked at: it should be done within a day
SHOWN = 200
_KINDS = {"customers/data_request": RequestKind.DATA, "customers/redact": RequestKind.REDACT}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Line:
    """One request. `who` None: nobody that we knew, or nobody any more; `id` "" while it waits to be read."""

    id: str
    kind: RequestKind
    at: datetime
    done_at: datetime | None
    who: Who | None = None
    has_file: bool = False

    @property
    def due_at(self) -> datetime:
        return self.at + LAWFUL

    def is_late(self, now: datetime) -> bool:
        return self.done_at is None and now - self.at > LATE


def lines(session: Session, shop: Shop, *, most: int = SHOWN) -> list[Line]:
    """Those that wait to be read, then the others, the newest first."""
    newest = select(PrivacyRequest).where(PrivacyRequest.shop_id == shop.id)
    rows = session.scalars(newest.order_by(PrivacyRequest.at.desc(), PrivacyRequest.id).limit(most)).all()
    people = names_of(session, shop, {row.customer_id for row in rows if row.customer_id is not None})
    return _unread(session, shop) + [
        Line(
            row.id, RequestKind(row.kind), row.at, row.done_at, people.get(row.customer_id or 0),
            row.export is not None,
        )
        for row in rows
    ]  # fmt: skip


def waiting(session: Session, shop: Shop) -> list[datetime]:
    """When the data requests were asked whose file nobody has fetched, the oldest first."""
    mine = select(PrivacyRequest.at).where(
        PrivacyRequest.shop_id == shop.id, PrivacyRequest.kind == RequestKind.DATA.value,
        PrivacyRequest.done_at.is_(None),
    )  # fmt: skip
    return list(session.scalars(mine.order_by(PrivacyRequest.at)))


def hand_over(encore: Encore, shop: Shop, id: str, *, user_id: str) -> bytes | None:
    """The file of a data request as JSON: everything that was held when it was asked. It counts as answered, and the
    access log gets a line. None where there is no such file, or none any more."""
    with encore.database.write(shop.id) as session:
        mine = (PrivacyRequest.shop_id == shop.id, PrivacyRequest.id == id)
        row = session.scalar(select(PrivacyRequest).where(*mine, PrivacyRequest.export.is_not(None)))
        if row is None or row.export is None:
            return None
        now, customer_id = encore.clock.now(), row.customer_id
        held = shop.keys.open_bytes(EXPORT, id, row.export)
        session.execute(update(PrivacyRequest).where(*mine, PrivacyRequest.done_at.is_(None)).values(done_at=now))
        note(session, shop, user_id, Deed.EXPORTED, now, customer_id=customer_id)
    log.info("data request handed over", shop=shop.domain, user=user_id)
    return held


def _unread(session: Session, shop: Shop) -> list[Line]:
    """Still in the inbox: not read yet, or to be tried again."""
    waits = select(InboxItem.topic, InboxItem.triggered_at).where(
        InboxItem.shop_id == shop.id, InboxItem.wake_at.is_not(None), InboxItem.topic.in_(_KINDS)
    )
    rows = session.execute(waits.order_by(InboxItem.triggered_at.desc()))
    return [Line("", _KINDS[row.topic], row.triggered_at, None) for row in rows]
