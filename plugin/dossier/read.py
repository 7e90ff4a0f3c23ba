"""The queries behind a dossier: a handful of statements for any number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.model.message import COUNTS, Code, Message
from plugin.model.order import Order, OrderEdit, OrderLine, Parcel, Refund, Return
from plugin.model.review import Review

_COUNTS = [state.value for state in COUNTS]
_REMEMBERED = timedelta(days=400)  # the longest look-back of any flow is a year

_CUSTOMER = select(
    Customer.id, Customer.email, Customer.email_hash, Customer.phone, Customer.phone_hash, Customer.first_name,
    Customer.locale, Customer.country, Customer.province, Customer.city, Customer.postcode, Customer.birthday,
    Customer.birthday_known_at, Customer.gone_at,
)  # fmt: skip
_ORDER = select(
    Order.id, Order.customer_id, Order.name, Order.created_at, Order.seen_at, Order.paid_at, Order.cancelled_at,
    Order.deleted_at, Order.is_test, Order.is_gift, Order.source, Order.currency, Order.total,
    Order.fulfilment_status, Order.email, Order.email_hash, Order.phone, Order.phone_hash, Order.locale,
    Order.country, Order.province, Order.city, Order.postcode,
)  # fmt: skip
_LINE = select(
    OrderLine.order_id, OrderLine.id, OrderLine.product_id, OrderLine.variant_id, OrderLine.title,
    OrderLine.variant_title, OrderLine.quantity, OrderLine.current_quantity, OrderLine.price, OrderLine.is_gift_card,
    OrderLine.needs_shipping,
)  # fmt: skip
_PARCEL = select(
    Parcel.order_id, Parcel.id, Parcel.shipped_at, Parcel.delivered_at, Parcel.failed_at, Parcel.status,
    Parcel.line_ids,
)  # fmt: skip
_SENT = select(
    Message.customer_id, Message.to_hash, Message.id, Message.flow, Message.step, Message.about, Message.channel,
    Message.purpose, Message.state, Message.first_sent_at, Message.accepted_at, Message.code, Message.code_ends_at,
    Message.product_ids, Code.used_at,
).outerjoin(Code, and_(Code.shop_id == Message.shop_id, Code.code == Message.code))  # fmt: skip


class Reader:
    """Reads of one shop inside one open transaction."""

    def __init__(self, session: Session, shop_id: int, now: datetime) -> None:
        self._session = session
        self._shop_id = shop_id
        self._now = now

    def customers(self, ids: Collection[int]) -> dict[int, Any]:
        rows = self._rows(_CUSTOMER, Customer, Customer.id.in_(ids), ids)
        return {row.id: row for row in rows}

    def orders(self, customer_ids: Collection[int], order_ids: Collection[int]) -> list[Any]:
        """Every order of these customers and these single orders, oldest first."""
        rows: list[Any] = []
        for condition, keys in (
            (Order.customer_id.in_(customer_ids), customer_ids),
            (Order.id.in_(order_ids), order_ids),
        ):
            rows += self._rows(_ORDER, Order, condition, keys)
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def lines(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        statement = _LINE.order_by(OrderLine.order_id, OrderLine.position)
        return _by_order(self._rows(statement, OrderLine, OrderLine.order_id.in_(order_ids), order_ids))

    def parcels(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        return _by_order(self._rows(_PARCEL.order_by(Parcel.id), Parcel, Parcel.order_id.in_(order_ids), order_ids))

    def refunds(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        statement = select(Refund.order_id, Refund.at, Refund.amount, Refund.currency, Refund.lines).order_by(
            Refund.at, Refund.id
        )
        return _by_order(self._rows(statement, Refund, Refund.order_id.in_(order_ids), order_ids))

    def returns(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        statement = select(Return.order_id, Return.requested_at, Return.state).order_by(Return.id)
        return _by_order(self._rows(statement, Return, Return.order_id.in_(order_ids), order_ids))

    def edits(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        statement = select(OrderEdit.order_id, OrderEdit.at, OrderEdit.changes)
        return _by_order(self._rows(statement, OrderEdit, OrderEdit.order_id.in_(order_ids), order_ids))

    def reviews(self, order_ids: Collection[int]) -> dict[int, list[Any]]:
        statement = select(Review.order_id, Review.line_id)
        return _by_order(self._rows(statement, Review, Review.order_id.in_(order_ids), order_ids))

    def sent(self, customer_ids: Collection[int], hashes: Collection[str]) -> list[Any]:
        """Messages that a provider has or may have, oldest first."""
        since = (Message.state.in_(_COUNTS), Message.first_sent_at > self._now - _REMEMBERED)
        found: dict[str, Any] = {}
        for condition, keys in (
            (Message.customer_id.in_(customer_ids), customer_ids),
            (Message.to_hash.in_(hashes), hashes),
        ):
            found.update((row.id, row) for row in self._rows(_SENT.where(*since), Message, condition, keys))
        return sorted(found.values(), key=lambda row: (row.first_sent_at, row.id))

    def consents(self, customer_ids: Collection[int], hashes: Collection[str]) -> list[Any]:
        entry = ConsentEntry
        statement = select(entry.customer_id, entry.address_hash, entry.channel, entry.state, entry.level, entry.at)
        conditions = [entry.customer_id.in_(customer_ids)] if customer_ids else []
        conditions += [entry.address_hash.in_(hashes)] if hashes else []
        return list(self._rows(statement, entry, or_(*conditions), conditions)) if conditions else []

    def suppressions(self, hashes: Collection[str]) -> dict[tuple[str, str], str]:
        statement = select(Suppression.address_hash, Suppression.channel, Suppression.reason)
        rows = self._rows(statement, Suppression, Suppression.address_hash.in_(hashes), hashes)
        return {(row.address_hash, row.channel): row.reason for row in rows}

    def _rows(self, statement: Any, table: Any, condition: Any, keys: Collection[Any]) -> Iterable[Any]:
        if not keys:
            return ()
        return self._session.execute(statement.where(table.shop_id == self._shop_id, condition)).all()


def _by_order(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.order_id].append(row)
    return grouped
