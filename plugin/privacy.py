"""What we hold about a person, for the merchant to hand over; and the end of a shop (trust section 7).
plugin.erasure forgets a single person."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select

from plugin.db.session import Database, note_shop_change
from plugin.events import CustomerRedacted, DataRequested
from plugin.model.base import Base
from plugin.model.customer import ConsentEntry, Customer, PrivacyRequest
from plugin.model.message import Code, Message
from plugin.model.order import Order, OrderLine
from plugin.model.review import Review
from plugin.model.shop import RejectedDelivery
from plugin.model.shop import Shop as ShopRow
from plugin.projection.work import Work
from plugin.shops import Shop


def export_for_merchant(work: Work, event: DataRequested) -> None:
    """Everything we hold about this person, sealed, for the merchant to fetch in the admin."""
    ids = customer_ids_of(work, event)
    id = request_id(work, event.customer_id or 0)
    export = msgspec.json.encode(held_about(work, ids, event.order_ids))
    row = {
        "id": id, "kind": "data_request", "at": event.at, "done_at": work.now,
        "export": work.keys.seal_bytes("privacy_request.export", id, export),
    }  # fmt: skip
    session = work.session
    session.execute(delete(PrivacyRequest).where(PrivacyRequest.shop_id == work.shop.id, PrivacyRequest.id == id))
    work.insert_new(PrivacyRequest, [{"shop_id": work.shop.id, **row}])


def held_about(work: Work, customer_ids: list[int], order_ids: tuple[int, ...] = ()) -> dict[str, Any]:
    """What we hold, as plain words and figures: customer, orders, messages, consent, codes, reviews."""
    session, shop_id, keys = work.session, work.shop.id, work.keys
    orders = session.scalars(
        select(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids_of(work, customer_ids, order_ids)))
    )
    messages = session.scalars(
        select(Message).where(Message.shop_id == shop_id, Message.customer_id.in_(customer_ids))
    )
    return {
        "customers": [
            {
                "id": row.id, "created_at": row.created_at,
                **{name: keys.open(f"customer.{name}", row.id, getattr(row, name)) for name in _SEALED},
                "country": row.country, "province": row.province, "city": row.city, "postcode": row.postcode,
                "locale": row.locale,
            }
            for row in session.scalars(
                select(Customer).where(Customer.shop_id == shop_id, Customer.id.in_(customer_ids))
            )
        ],
        "orders": [
            {
                "id": row.id, "name": row.name, "created_at": row.created_at, "total": row.total,
                "currency": row.currency, "email": keys.open("orders.email", row.id, row.email),
                "lines": [
                    {"title": line.title, "quantity": line.quantity}
                    for line in session.scalars(
                        select(OrderLine).where(OrderLine.shop_id == shop_id, OrderLine.order_id == row.id)
                    )
                ],
            }
            for row in orders
        ],
        "messages": [
            {
                "flow": row.flow, "channel": row.channel, "state": row.state, "at": row.accepted_at,
                "to": keys.open("message.to", row.id, row.to), "text": keys.open("message.text", row.id, row.text),
            }
            for row in messages
        ],
        "consent": [
            {"channel": row.channel, "state": row.state, "at": row.at, "source": row.source, "wording": row.wording}
            for row in session.scalars(
                select(ConsentEntry).where(
                    ConsentEntry.shop_id == shop_id, ConsentEntry.customer_id.in_(customer_ids)
                )
            )
        ],
        "codes": [
            {"code": row.code, "percent": row.percent, "ends_at": row.ends_at}
            for row in session.scalars(
                select(Code).where(Code.shop_id == shop_id, Code.customer_id.in_(customer_ids))
            )
        ],
        "reviews": [
            {
                "product_id": row.product_id, "stars": row.stars,
                "title": keys.open("review.title", row.id, row.title),
                "text": keys.open("review.text", row.id, row.text),
            }
            for row in session.scalars(
                select(Review).where(Review.shop_id == shop_id, Review.customer_id.in_(customer_ids))
            )
        ],
    }  # fmt: skip


_SEALED = ("email", "phone", "first_name", "last_name", "birthday")


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
