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
from plugin.model.customer import Customer, PrivacyRequest
from plugin.model.order import Order
from plugin.model.shop import RejectedDelivery
from plugin.model.shop import Shop as ShopRow
from plugin.projection.work import Work
from plugin.shops import Shop


def export_for_merchant(work: Work, event: DataRequested) -> None:
    """Everything we hold about this person, sealed, for the merchant to fetch in the admin."""
    ids = customer_ids_of(work, event)
    id = request_id(work, event.customer_id or 0)
    export = msgspec.json.encode(held_about(work, ids, order_ids_of(work, ids, event.order_ids)))
    row = {
        "id": id, "kind": "data_request", "at": event.at, "done_at": work.now,
        "export": work.keys.seal_bytes("privacy_request.export", id, export),
    }  # fmt: skip
    session = work.session
    session.execute(delete(PrivacyRequest).where(PrivacyRequest.shop_id == work.shop.id, PrivacyRequest.id == id))
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


def request_id(work: Work, customer_id: int) -> str:
    return work.keys.name("privacy", str(customer_id), 12).hex()
