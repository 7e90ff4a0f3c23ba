"""Export and erase one person, everywhere; erase a shop. What stays is figures and a keyed hash (trust section 7)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, or_, select, update

from plugin import ledger
from plugin.db.session import Database, note_shop_change
from plugin.events import CustomerRedacted, DataRequested
from plugin.model.base import Base
from plugin.model.customer import ConsentEntry, Customer, PrivacyRequest, Tombstone
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Code, Message
from plugin.model.order import Order, OrderLine, Parcel
from plugin.model.review import Review
from plugin.model.shop import RejectedDelivery
from plugin.model.shop import Shop as ShopRow
from plugin.places import normal_email
from plugin.platform.seam import Platform, PlatformDown
from plugin.projection.work import Work
from plugin.shops import Shop

_ORDER_FIELDS = {
    "customer_id": None, "email": None, "email_hash": None, "phone": None, "phone_hash": None, "status_url": None,
    "city": None, "postcode": None,
}  # fmt: skip
_MESSAGE_FIELDS = {
    "to": None, "to_hash": None, "subject": None, "text": None, "payload": None, "links": None, "customer_id": None,
}  # fmt: skip


def erase_customer(work: Work, event: CustomerRedacted, platform: Platform) -> None:
    """Everything personal of this person goes: rows, queued bodies, message contents, open codes. Orders stay as
    anonymous figures. Suppressions stay as keyed hashes, a tombstone stops a re-import. Twice is the same."""
    shop_id, session = work.shop.id, work.session
    ids = _customer_ids(work, event)
    order_ids = _order_ids(work, ids, event.order_ids)
    for condition in _messages_about(ids, order_ids):
        ledger.cancel_where(session, work.shop, work.now, "erased", condition)
    _void_codes(work, ids, platform)
    for condition in _messages_about(ids, order_ids):
        session.execute(update(Message).where(Message.shop_id == shop_id, condition).values(_message_fields()))
    session.execute(update(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids)).values(_ORDER_FIELDS))
    session.execute(
        update(Parcel)
        .where(Parcel.shop_id == shop_id, Parcel.order_id.in_(order_ids))
        .values(tracking_number=None, tracking_url=None)
    )
    session.execute(
        update(Review)
        .where(Review.shop_id == shop_id, or_(Review.customer_id.in_(ids), Review.order_id.in_(order_ids)))
        .values(customer_id=None)
    )
    session.execute(
        update(ConsentEntry)
        .where(ConsentEntry.shop_id == shop_id, ConsentEntry.customer_id.in_(ids))
        .values(customer_id=None, wording=None)
    )
    session.execute(
        delete(PrivacyRequest).where(PrivacyRequest.shop_id == shop_id, PrivacyRequest.id.in_(_names(work, ids)))
    )
    session.execute(delete(Customer).where(Customer.shop_id == shop_id, Customer.id.in_(ids)))
    _forget_bodies(work)
    _bury(work, ids, order_ids, event)


def export_for_merchant(work: Work, event: DataRequested) -> None:
    """Everything we hold about this person, sealed, for the merchant to fetch in the admin."""
    ids = _customer_ids(work, event)
    id = _name(work, event.customer_id or 0)
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
        select(Order).where(Order.shop_id == shop_id, Order.id.in_(_order_ids(work, customer_ids, order_ids)))
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


def _customer_ids(work: Work, event: CustomerRedacted | DataRequested) -> list[int]:
    """The customer named, those merged into it, and nobody who merely shares an address."""
    if event.customer_id is None:
        return []
    merged = work.session.scalars(
        select(Customer.id).where(Customer.shop_id == work.shop.id, Customer.merged_into == event.customer_id)
    )
    return [event.customer_id, *merged]


def _order_ids(work: Work, customer_ids: list[int], named: tuple[int, ...]) -> list[int]:
    own = work.session.scalars(
        select(Order.id).where(Order.shop_id == work.shop.id, Order.customer_id.in_(customer_ids))
    )
    return sorted({*own, *named})


def _messages_about(ids: list[int], order_ids: list[int]) -> list[Any]:
    return [Message.customer_id.in_(ids), Message.about.in_([f"order:{id}" for id in order_ids])]


def _message_fields() -> dict[Any, Any]:
    return {getattr(Message, name): value for name, value in _MESSAGE_FIELDS.items()}


def _void_codes(work: Work, ids: list[int], platform: Platform) -> None:
    open_codes = select(Code.code).where(
        Code.shop_id == work.shop.id, Code.customer_id.in_(ids), Code.used_at.is_(None), Code.void_at.is_(None)
    )
    for code in work.session.scalars(open_codes).all():
        try:
            platform.void(work.shop.id, code)
        except PlatformDown:
            continue  # the sweep asks again: the row keeps its empty `void_at`
        work.session.execute(
            update(Code).where(Code.shop_id == work.shop.id, Code.code == code).values(void_at=work.now)
        )


def _forget_bodies(work: Work) -> None:
    """Bodies in the inbox are sealed and cannot be searched by person: those worked off all go."""
    work.session.execute(
        update(InboxItem)
        .where(InboxItem.shop_id == work.shop.id, InboxItem.state != InboxState.WAITING.value)
        .values(body=None)
    )


def _bury(work: Work, ids: list[int], order_ids: list[int], event: CustomerRedacted) -> None:
    subjects = [("customer", str(id)) for id in ids] + [("order", str(id)) for id in order_ids]
    email = normal_email(event.email)
    if email is not None:
        subjects.append(("email", email))
    rows = [
        {"shop_id": work.shop.id, "subject_hash": work.keys.lookup(kind, value), "at": work.now}
        for kind, value in subjects
    ]
    work.insert_new(Tombstone, rows)


def _name(work: Work, customer_id: int) -> str:
    return work.keys.name("privacy", str(customer_id), 12).hex()


def _names(work: Work, ids: list[int]) -> list[str]:
    return [_name(work, id) for id in ids]
