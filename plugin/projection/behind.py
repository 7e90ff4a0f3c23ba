"""Whether what is written down here is behind what an event tells. Reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, func, select

from plugin.db.prepared import SHOP, Prepared
from plugin.events import (
    CustomerGone,
    CustomerSeen,
    CustomersMerged,
    Event,
    OrderGone,
    OrderSeen,
    ParcelMoved,
    ProductGone,
    ProductSeen,
    ReturnSeen,
)
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.order import Order, Parcel, Refund, Return
from plugin.model.product import Product
from plugin.projection.work import Work, erased_at

_ORDER = Prepared(select(Order.seen_at).where(Order.shop_id == SHOP, Order.id == bindparam("id")))
_REFUNDS = Prepared(
    select(Refund.id, Refund.amount).where(Refund.shop_id == SHOP, Refund.order_id == bindparam("order_id"))
)
_PARCELS = Prepared(
    select(Parcel.id, Parcel.seen_at).where(Parcel.shop_id == SHOP, Parcel.order_id == bindparam("order_id"))
)
_SCANS = Prepared(select(Parcel.scans).where(Parcel.shop_id == SHOP, Parcel.id == bindparam("id")))
_RETURN = Prepared(
    select(Return.state, Return.seen_at, Return.requested_at).where(
        Return.shop_id == SHOP, Return.id == bindparam("id")
    )
)
_CUSTOMER = Prepared(select(Customer.seen_at).where(Customer.shop_id == SHOP, Customer.id == bindparam("id")))
_SAID_AT = Prepared(
    select(func.max(ConsentEntry.at)).where(
        ConsentEntry.shop_id == SHOP, ConsentEntry.customer_id == bindparam("customer_id"),
        ConsentEntry.channel == bindparam("channel"),
    )
)  # fmt: skip
_PRODUCT_STAYS = Prepared(
    select(Product.id).where(Product.shop_id == SHOP, Product.id == bindparam("id"), Product.gone_at.is_(None))
)
_ORDER_STAYS = Prepared(
    select(Order.id).where(Order.shop_id == SHOP, Order.id == bindparam("id"), Order.deleted_at.is_(None))
)
_CUSTOMER_STAYS = Prepared(
    select(Customer.id).where(
        Customer.shop_id == SHOP, Customer.id == bindparam("id"), Customer.gone_at.is_(None),
        Customer.merged_into.is_(None),
    )
)  # fmt: skip
_PRODUCT = Prepared(select(Product.seen_at).where(Product.shop_id == SHOP, Product.id == bindparam("id")))


def is_behind(work: Work, event: Event) -> bool:
    """The thing is unknown here, or known as it was before. KeyError for an event that nothing is compared by."""
    return _BEHIND[type(event)](work, event)


def _order(work: Work, event: OrderSeen) -> bool:
    seen_at = _ORDER.value(work.session, id=event.id)
    if seen_at is None or seen_at < event.updated_at:
        return True
    refunds = {row.id: row.amount for row in _REFUNDS.rows(work.session, order_id=event.id)}
    parcels = {row.id: row.seen_at for row in _PARCELS.rows(work.session, order_id=event.id)}
    return any(refunds.get(one.id, -1) < one.amount.minor for one in event.refunds) or any(
        parcels.get(one.id) is None or parcels[one.id] < one.updated_at for one in event.parcels
    )


def _scan(work: Work, event: ParcelMoved) -> bool:
    return str(event.id) not in (_SCANS.value(work.session, id=event.parcel_id) or {})


def _return(work: Work, event: ReturnSeen) -> bool:
    row = _RETURN.row(work.session, id=event.id)
    if row is None or event.at < row.requested_at:
        return True
    return bool(row.state != event.state and row.seen_at <= event.at)


def _customer(work: Work, event: CustomerSeen) -> bool:
    row = _CUSTOMER.row(work.session, id=event.id)
    if row is None:
        return not _is_erased(work, event)
    if row.seen_at is None or row.seen_at < event.updated_at:
        return True
    said = {
        one.channel: _SAID_AT.value(work.session, customer_id=event.id, channel=one.channel.value)
        for one in event.consents
    }
    return any(said[one.channel] is None or said[one.channel] < one.at for one in event.consents)


def _is_erased(work: Work, event: CustomerSeen) -> bool:
    at = erased_at(work, [("customer", str(event.id))])
    return at is not None and (event.created_at is None or event.created_at <= at)


def _product(work: Work, event: ProductSeen) -> bool:
    seen_at = _PRODUCT.value(work.session, id=event.id)
    return seen_at is None or seen_at < event.updated_at


def _product_gone(work: Work, event: ProductGone) -> bool:
    return _PRODUCT_STAYS.value(work.session, id=event.product_id) is not None


def _order_gone(work: Work, event: OrderGone) -> bool:
    return _ORDER_STAYS.value(work.session, id=event.order_id) is not None


def _customer_gone(work: Work, event: CustomerGone) -> bool:
    return _CUSTOMER_STAYS.value(work.session, id=event.customer_id) is not None


def _merged(work: Work, event: CustomersMerged) -> bool:
    return _CUSTOMER_STAYS.value(work.session, id=event.gone_id) is not None


_BEHIND: dict[type[Any], Callable[[Work, Any], bool]] = {
    OrderSeen: _order,
    ParcelMoved: _scan,
    ReturnSeen: _return,
    CustomerSeen: _customer,
    ProductSeen: _product,
    ProductGone: _product_gone,
    OrderGone: _order_gone,
    CustomerGone: _customer_gone,
    CustomersMerged: _merged,
}
