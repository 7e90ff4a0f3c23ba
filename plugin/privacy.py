"""What we hold about a person, for the merchant to hand over; and the end of a shop (trust section 7).
plugin.erasure forgets a single person."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from sqlalchemy import delete, select

from plugin.db.session import Database, note_shop_change
from plugin.events import CustomerRedacted, DataRequested
from plugin.held import held_about
from plugin.model.base import Base
from plugin.model.customer import Customer, PrivacyRequest, RequestKind
from plugin.model.order import Order
from plugin.model.shop import RejectedDelivery
from plugin.model.shop import Shop as ShopRow
from plugin.places import normal_email, normal_phone
from plugin.projection.work import Work
from plugin.shops import Shop

EXPORT = "privacy_request.export"  # where an export is sealed to


def export_for_merchant(work: Work, event: DataRequested) -> None:
    """Everything we hold about this person, sealed, for the merchant to fetch in the admin. Twice the same request
    is one."""
    ids = customer_ids_of(work, event)
    order_ids = order_ids_of(work, ids, event.order_ids)
    subject = subjects_of(work, event, ids, order_ids)[0]
    id = _request_id(work, RequestKind.DATA, subject, event.request_id or event.at)
    row = {
        "id": id, "kind": RequestKind.DATA.value, "at": event.at, "customer_id": event.customer_id,
        "subject_hash": subject, "done_at": None,
        "export": work.keys.seal_bytes(EXPORT, id, msgspec.json.encode(held_about(work, ids, order_ids))),
    }  # fmt: skip
    work.insert_new(PrivacyRequest, [{"shop_id": work.shop.id, **row}])


def log_erasure(work: Work, event: CustomerRedacted, subject: str) -> None:
    """A line that tells when somebody was to be erased and was, and not who."""
    row = {
        "id": _request_id(work, RequestKind.REDACT, subject, event.at), "kind": RequestKind.REDACT.value,
        "at": event.at, "subject_hash": subject, "done_at": work.now,
    }  # fmt: skip
    work.insert_new(PrivacyRequest, [{"shop_id": work.shop.id, **row}])


def erase_shop(database: Database, shop: Shop, now: datetime) -> None:
    """Every row of the shop, and its data key, so that backups are unreadable too. A line without a name of
    the shop remains among the rejected deliveries."""
    with database.write(shop.id) as session:
        for table in reversed(Base.metadata.sorted_tables):
            if "shop_id" in table.columns:
                session.execute(delete(table).where(table.c.shop_id == shop.id))
    with database.write_registry() as session:
        session.execute(delete(ShopRow).where(ShopRow.id == shop.id))
        note_shop_change(session)
        session.add(
            RejectedDelivery(
                received_at=now, source="platform", topic="shop/redact", reason="shop erased",
                body_hash=hashlib.sha256(shop.public_id.encode()).hexdigest(),
            )
        )  # fmt: skip


def customer_ids_of(work: Work, event: CustomerRedacted | DataRequested) -> list[int]:
    """The customer named, those merged into it, and nobody who merely shares an address."""
    found: list[int] = []
    newest = [] if event.customer_id is None else [event.customer_id]
    while newest:
        found += newest
        merged = select(Customer.id).where(Customer.shop_id == work.shop.id, Customer.merged_into.in_(newest))
        newest = [id for id in work.session.scalars(merged) if id not in found]
    return found


def order_ids_of(work: Work, customer_ids: list[int], named: tuple[int, ...]) -> list[int]:
    own = work.session.scalars(
        select(Order.id).where(Order.shop_id == work.shop.id, Order.customer_id.in_(customer_ids))
    )
    return sorted({*own, *named})


def subjects_of(
    work: Work, event: CustomerRedacted | DataRequested, customer_ids: list[int], order_ids: list[int]
) -> list[str]:
    """Keyed hashes of everything by which the event names a person; the first is what it names them by. Never
    empty: a request that names nobody is not read."""
    named = [("customer", str(id)) for id in customer_ids]
    named += [("email", email)] if (email := normal_email(event.email)) else []
    named += [("phone", normal_phone(event.phone, None) or event.phone)] if event.phone else []
    named += [("order", str(id)) for id in order_ids]
    return [work.keys.lookup(kind, value) for kind, value in named]


def _request_id(work: Work, kind: RequestKind, subject: str, which: object) -> str:
    return work.keys.name("privacy", f"{kind}|{subject}|{which}", 12).hex()
