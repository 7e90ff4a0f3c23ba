"""Orders: the newest view wins, what has happened stays happened. Any order of arrival gives the same rows."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, literal, or_, select, update

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.types import UtcDateTime
from plugin.events import (
    Line,
    Milestone,
    OrderCancelled,
    OrderEdited,
    OrderGone,
    OrderPaid,
    OrderRefunded,
    OrderSeen,
    OrderShipped,
    Place,
    RefundSeen,
)
from plugin.model.message import Code
from plugin.model.order import Order, OrderEdit, OrderLine, Refund
from plugin.places import normal_email
from plugin.projection.addresses import email_hash, phone_hash
from plugin.projection.customers import project_customer
from plugin.projection.parcels import project_parcel
from plugin.projection.work import Work, erased_at

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_KNOWN = Prepared(
    select(
        Order.seen_at, Order.view_hash, Order.paid_at, Order.paid_at_is_sure, Order.cancelled_at,
        Order.total_seen_at, Order.lines_hash, Order.customer_id,
    ).where(Order.shop_id == SHOP, Order.id == bindparam("id"))
)  # fmt: skip
_REFUNDED = Prepared(select(Refund.amount).where(Refund.shop_id == SHOP, Refund.id == bindparam("id")))
_NO_LINES = Prepared(delete(OrderLine).where(OrderLine.shop_id == SHOP, OrderLine.order_id == bindparam("order_id")))
_USED = Prepared(
    update(Code)
    .where(Code.shop_id == SHOP, Code.code.in_(keys("codes")), Code.used_at.is_(None))
    .values(used_at=bindparam("at", type_=UtcDateTime), used_by_order=bindparam("by"))
)
_TAKEN_OFF = Prepared(
    update(Code)
    .where(
        Code.shop_id == SHOP, Code.code == bindparam("code"), Code.used_by_order == bindparam("by"),
        or_(Code.taken_off.is_(None), Code.taken_off < bindparam("off")),
    )
    .values(taken_off=bindparam("off"))
)  # fmt: skip


def project_order(work: Work, event: OrderSeen) -> list[Milestone]:
    """Take the view in; returns what newly follows from it."""
    row = _KNOWN.row(work.session, id=event.id)
    if row is None or row.customer_id is None:
        event = _without_erased(work, event)
    view = _view_hash(event)
    milestones: list[Milestone] = []
    if row is None:
        _insert(work, event, view)
    else:
        _update(work, event, view, row)
    if event.paid_at is not None and (row is None or row.paid_at is None):
        milestones.append(OrderPaid(event.id, event.paid_at))
    if event.cancelled_at is not None and (row is None or row.cancelled_at is None):
        milestones.append(OrderCancelled(event.id, event.cancelled_at))
    if row is not None and view == row.view_hash:
        return milestones
    if event.codes:
        _redeem(work, event)
    if event.fulfilment_status:
        milestones.append(OrderShipped(event.id, event.updated_at))
    for parcel in event.parcels:
        milestones += project_parcel(work, parcel)
    for refund in event.refunds:
        milestones += project_refund(work, refund)
    return milestones


def project_refund(work: Work, event: RefundSeen) -> list[Milestone]:
    known = _REFUNDED.value(work.session, id=event.id)
    values = {
        "order_id": event.order_id, "at": event.at, "amount": event.amount.minor, "currency": event.amount.currency,
        "lines": [list(line) for line in event.lines],
    }  # fmt: skip
    if known is None:
        work.insert_new(Refund, [{"shop_id": work.shop.id, "id": event.id, **values}])
    elif known >= event.amount.minor:
        return []  # a refund only ever grows: its transactions succeed one after the other
    else:
        work.update(Refund, event.id, values)
    return [OrderRefunded(event.order_id, event.at)]


def project_edit(work: Work, event: OrderEdited) -> list[Milestone]:
    """Keep the edit; it counts until a view that is newer than it arrives."""
    row = {"order_id": event.order_id, "at": event.at, "changes": [list(change) for change in event.changes]}
    work.insert_new(OrderEdit, [{"shop_id": work.shop.id, **row}])
    return [OrderShipped(event.order_id, event.at)]


def forget_order(work: Work, event: OrderGone) -> list[Milestone]:
    """The shop deleted the order: it no longer counts, and nothing may be sent about it."""
    mine = (Order.shop_id == work.shop.id, Order.id == event.order_id)
    work.session.execute(
        update(Order)
        .where(*mine)
        .values(deleted_at=event.at, cancelled_at=func.coalesce(Order.cancelled_at, literal(event.at, UtcDateTime)))
    )
    return [OrderCancelled(event.order_id, event.at)]


def _without_erased(work: Work, event: OrderSeen) -> OrderSeen:
    """An order of somebody erased keeps its figures and nothing personal; an order made after the
    erasure is a new beginning."""
    email = event.email or event.contact_email
    subjects = [("order", str(event.id)), ("email", normal_email(email))]
    if event.customer is not None:
        subjects.append(("customer", str(event.customer.id)))
    at = erased_at(work, subjects)
    if at is None or event.created_at > at:
        return event
    return replace(
        event, customer=None, email=None, contact_email=None, phone=None, shipping=None, shipping_phone=None,
        status_url=None,
    )  # fmt: skip


def _view_hash(event: OrderSeen) -> str:
    """Of what the view shows; which topic carried it does not matter."""
    bare = replace(event, paid_at=None, paid_at_is_sure=False, is_creation=False, taken_off=())
    return hashlib.blake2b(msgspec.json.encode(bare), digest_size=12).hexdigest()


def _insert(work: Work, event: OrderSeen, view: str) -> None:
    customer_id = project_customer(work, event.customer, event.created_at) if event.customer else None
    work.insert(
        Order,
        [
            {
                "shop_id": work.shop.id, "id": event.id, "customer_id": customer_id, "view_hash": view,
                "paid_at": event.paid_at, "paid_at_is_sure": event.paid_at_is_sure,
                "cancelled_at": event.cancelled_at,
                "deleted_at": None, "total": event.total.minor,
                "total_seen_at": _FIRST if event.is_creation else event.updated_at, **_columns(work, event),
            }
        ],
    )  # fmt: skip
    work.insert(OrderLine, _lines(work, event))


def _update(work: Work, event: OrderSeen, view: str, row: Any) -> None:
    values: dict[str, Any] = {**_payment(event, row), **_first_total(event, row)}
    if event.cancelled_at is not None and row.cancelled_at is None:
        values["cancelled_at"] = event.cancelled_at
    if (event.updated_at, view) > (row.seen_at, row.view_hash):
        customer_id = project_customer(work, event.customer, event.created_at) if event.customer else None
        values |= {"customer_id": customer_id, "view_hash": view, **_columns(work, event)}
        if values["lines_hash"] != row.lines_hash:
            _NO_LINES.run(work.session, order_id=event.id)
            work.insert(OrderLine, _lines(work, event))
    if values:
        work.update(Order, event.id, values)


def _payment(event: OrderSeen, row: Any) -> dict[str, Any]:
    """Paid stays paid. A view that knows since when beats one that does not; of two such the earlier one."""
    if event.paid_at is None:
        return {}
    is_better = (
        row.paid_at is None
        or event.paid_at_is_sure > row.paid_at_is_sure
        or (event.paid_at_is_sure == row.paid_at_is_sure and event.paid_at < row.paid_at)
    )
    return {"paid_at": event.paid_at, "paid_at_is_sure": event.paid_at_is_sure} if is_better else {}


def _first_total(event: OrderSeen, row: Any) -> dict[str, Any]:
    at = _FIRST if event.is_creation else event.updated_at
    return {"total": event.total.minor, "total_seen_at": at} if at < row.total_seen_at else {}


def _columns(work: Work, event: OrderSeen) -> dict[str, Any]:
    place = event.shipping or Place()
    email = event.email or event.contact_email
    phone = event.phone or event.shipping_phone
    return {
        "name": event.name[:64], "seen_at": event.updated_at, "created_at": event.created_at,
        "is_test": event.is_test, "is_gift": event.is_gift, "source": event.source, "currency": event.total.currency,
        "presentment_currency": event.presentment_total.currency, "presentment_total": event.presentment_total.minor,
        "financial_status": event.financial_status, "fulfilment_status": event.fulfilment_status,
        "email": work.keys.seal("orders.email", event.id, email), "email_hash": email_hash(work, email),
        "phone": work.keys.seal("orders.phone", event.id, phone),
        "phone_hash": phone_hash(work, phone, place.country), "locale": event.locale, "country": place.country,
        "province": place.province, "city": place.city, "postcode": place.postcode,
        "status_url": work.keys.seal("orders.status_url", event.id, event.status_url), "codes": list(event.codes),
        "lines_hash": _lines_hash(event.lines),
    }  # fmt: skip


def _lines_hash(lines: tuple[Line, ...]) -> str:
    return hashlib.blake2b(msgspec.json.encode(lines), digest_size=12).hexdigest()


def _lines(work: Work, event: OrderSeen) -> list[dict[str, Any]]:
    return [
        {
            "shop_id": work.shop.id, "order_id": event.id, "id": line.id, "position": position,
            "product_id": line.product_id, "variant_id": line.variant_id, "title": line.title,
            "variant_title": line.variant_title, "quantity": line.quantity, "current_quantity": line.current_quantity,
            "price": line.price.minor, "is_gift_card": line.is_gift_card, "needs_shipping": line.needs_shipping,
        }
        for position, line in enumerate(event.lines)
    ]  # fmt: skip


def _redeem(work: Work, event: OrderSeen) -> None:
    """Which of our codes this order used. The first order to do so keeps it, whatever is refunded or edited later:
    the platform does not give a use back. Of several views the one that took off most counts."""
    used = [code.upper() for code in event.codes]
    _USED.run(work.session, codes=used, at=event.created_at, by=event.id)
    for code, off in event.taken_off:
        _TAKEN_OFF.run(work.session, code=code.upper(), by=event.id, off=off.minor)
