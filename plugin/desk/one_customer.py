"""Everything stored about one customer, to be put into a scratch copy of their shop."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from plugin.model.case import SupportCase
from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.model.message import Code, Message, Transition
from plugin.model.order import Order, OrderEdit, OrderLine, Parcel, Refund, Return
from plugin.model.product import BoughtTogether, Product
from plugin.model.product_group import ProductGroup
from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion
from plugin.model.review import Review
from plugin.model.review_tally import ReviewTally
from plugin.model.survey import SurveyAnswer
from plugin.product_groups import together_with
from plugin.shops import Shop
from plugin.social_proof import quotable

_OF_ORDERS = (OrderLine, Parcel, Refund, Return, OrderEdit, Review)
_CHUNK = 500
Table = tuple[Any, list[dict[str, Any]]]


def copy_customer(shop: Shop, customer_id: int, here: Session, there: Session) -> bool:
    """Copy the customer's rows from one open transaction into another; False if there is no such customer. A
    customer who was merged into another one is not copied: that one is."""
    found = list(_tables(shop, customer_id, here))
    for table, rows in found:
        for start in range(0, len(rows), _CHUNK):
            there.execute(insert(table), rows[start : start + _CHUNK])
    return bool(found)


def _tables(shop: Shop, customer_id: int, session: Session) -> Iterator[Table]:
    customers = _rows(session, shop, Customer, Customer.id == customer_id, Customer.merged_into.is_(None))
    if not customers:
        return
    orders = _rows(session, shop, Order, Order.customer_id == customer_id)
    order_ids = [row["id"] for row in orders]
    hashes = {row[name] for row in (*customers, *orders) for name in ("email_hash", "phone_hash")} - {None}
    yield Customer.__table__, customers
    yield Order.__table__, orders
    lines: list[dict[str, Any]] = []
    for table in _OF_ORDERS:
        rows = _rows(session, shop, table, table.order_id.in_(order_ids))
        lines += rows if table is OrderLine else []
        yield table.__table__, rows
    for told in (SupportCase, SurveyAnswer):
        yield told.__table__, _rows(session, shop, told, told.customer_id == customer_id)
    said = or_(ConsentEntry.customer_id == customer_id, ConsentEntry.address_hash.in_(hashes))
    yield ConsentEntry.__table__, _rows(session, shop, ConsentEntry, said)
    yield Suppression.__table__, _rows(session, shop, Suppression, Suppression.address_hash.in_(hashes))
    yield from _messages(session, shop, or_(Message.customer_id == customer_id, Message.to_hash.in_(hashes)))
    yield from _questions(session, shop, customer_id)
    yield from _products(session, shop, {row["product_id"] for row in lines} - {None}, order_ids)


def _messages(session: Session, shop: Shop, theirs: ColumnElement[bool]) -> Iterator[Table]:
    messages = _rows(session, shop, Message, theirs)
    ids = [row["id"] for row in messages]
    yield Message.__table__, messages
    yield Transition.__table__, _rows(session, shop, Transition, Transition.message_id.in_(ids))
    yield Code.__table__, _rows(session, shop, Code, Code.message_id.in_(ids))


def _questions(session: Session, shop: Shop, customer_id: int) -> Iterator[Table]:
    """What they were asked, and what is known of it: a question that is answered is not passed on."""
    asked = _rows(session, shop, AskedOwner, AskedOwner.customer_id == customer_id)
    ids = [row["question_id"] for row in asked]
    yield AskedOwner.__table__, asked
    yield ProductQuestion.__table__, _rows(session, shop, ProductQuestion, ProductQuestion.id.in_(ids))
    yield ProductAnswer.__table__, _rows(session, shop, ProductAnswer, ProductAnswer.question_id.in_(ids))


def _products(session: Session, shop: Shop, owned: Collection[int], order_ids: Sequence[int]) -> Iterator[Table]:
    """Also what goes with them, and what others say about that."""
    pairs = _rows(session, shop, BoughtTogether, BoughtTogether.product_id.in_(owned))
    wanted = set(owned) | {row["other_id"] for row in pairs}
    yield BoughtTogether.__table__, pairs
    yield Product.__table__, _rows(session, shop, Product, Product.id.in_(wanted))
    others = sorted({row["other_id"] for row in pairs})
    shared = {one for group in together_with(session, shop.id, others).values() for one in group}
    yield ProductGroup.__table__, _rows(session, shop, ProductGroup, ProductGroup.product_id.in_(shared))
    yield ReviewTally.__table__, _rows(session, shop, ReviewTally, ReviewTally.product_id.in_(shared))
    said = [row.id for other in others for row in session.execute(quotable(shop, other))]
    not_theirs = or_(Review.order_id.is_(None), Review.order_id.not_in(order_ids))  # those are copied already
    yield Review.__table__, _rows(session, shop, Review, Review.id.in_(said), not_theirs)


def _rows(session: Session, shop: Shop, table: Any, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """As the table has them: sealed values stay sealed."""
    core = table.__table__
    found = session.execute(select(core).where(core.c.shop_id == shop.id, *conditions))
    return [dict(row) for row in found.mappings()]
