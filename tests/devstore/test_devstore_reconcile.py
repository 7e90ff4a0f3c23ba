"""Encore against the store over a bad network: what webhooks lost, the comparison finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from both import Both, told_everything
from compared import answers, differences, rows
from sqlalchemy import delete, select

from devstore.doings import aftermath, installing, parcels, people, stock
from devstore.doings.people import customer_of
from devstore.model.catalogue import Product as StoreProduct
from devstore.model.catalogue import Variant
from devstore.model.orders import Line
from devstore.model.orders import Order as StoreOrder
from devstore.model.people import Customer as StoreCustomer
from devstore.webhooks import sending
from plugin.encore import Encore
from plugin.model.customer import Customer
from plugin.model.inbox import InboxItem
from plugin.model.message import Message, State
from plugin.model.order import Order, OrderLine, Parcel, Refund, Return
from plugin.model.product import Product
from plugin.model.watermark import GONE, Watermark
from plugin.shops import Shop
from plugin.stages.outbox.judge import Drop, Wait, outcome_of
from plugin.stages.outbox.rows import read
from plugin.stages.outbox.settle import dossiers_of
from plugin.stages.reconcile import EVERY

JITTER = timedelta(minutes=20)  # of some flows, by a hash with the shop's own key


@pytest.fixture
def both(tmp_path, database) -> Iterator[Both]:
    made = Both(tmp_path / "store", database)
    yield made
    made.close()


@contextmanager
def another(maker):
    yield from maker()


def order(both: Both, customer, pieces: int = 1) -> int:
    both.pass_time(seconds=61)
    return both.store.order(customer, pieces=pieces).id


@contextmanager
def later(both: Both, order_id: int):
    """Some minutes on, something happens to an order."""
    both.pass_time(seconds=301)
    with both.store.act() as act:
        yield act, act.session.get_one(StoreOrder, order_id)


def history(both: Both, orders: int = 16) -> None:
    """Customers with consents and birthdays, orders with all that may follow."""
    chance = random.Random(11)
    john = [both.store.join(f"John{n}", f"john{n}@example.com", f"+4474001002{n:02}") for n in range(8)]
    both.store.wall.push(seconds=1)
    both.clock.move_to(both.store.wall.at)
    for number in range(orders):
        buyer = john[number % len(john)]
        with both.store.act() as act:
            row = customer_of(act.session, buyer.id)
            people.consent(act, row, chance.choice(("email", "sms")), chance.choice(("subscribed", "unsubscribed")))
        both.pass_time(seconds=31)
        if number % 4 == 0:
            with both.store.act() as act:
                people.birthday(act, customer_of(act.session, buyer.id), date(1990, 1 + number % 12, 5))
            both.pass_time(seconds=31)
        with both.store.act() as act:
            stock.set_stock(act, act.session.get_one(Variant, both.store.variants[0]), 20 + number)
        aftermath_of(both, order(both, buyer, pieces=2), number)


def aftermath_of(both: Both, order_id: int, number: int) -> None:
    if number % 5 == 4:
        with later(both, order_id) as (act, row):
            aftermath.cancel(act, row)
        return
    with later(both, order_id) as (act, row):
        parcels.fulfil(act, row)
    for status in ("in_transit", "attempted_delivery", "delivered")[number % 2 :]:
        with later(both, order_id) as (act, row):
            parcels.scan(act, row.parcels[0], status)
    if number % 3 == 0:
        with later(both, order_id) as (act, row):
            aftermath.ask_for_return(act, row)
        with later(both, order_id) as (act, row):
            aftermath.answer_return(act, row.returns[0], ("approve", "decline", "cancel")[number % 9 // 3])
    if number % 3 == 1:
        with later(both, order_id) as (act, row):
            aftermath.refund(act, row, {row.lines[0].id: 1})


def marks(both: Both) -> dict[str, Watermark]:
    with both.encore.database.read(both.shop_id) as session:
        found = session.query(Watermark).where(Watermark.shop_id == both.shop_id)
        return {one.kind: one for one in found if not one.kind.startswith(GONE)}


def test_after_one_reconcile_a_bad_network_made_no_difference(both, sqlite_database_maker):
    for switch in (sending.DUPLICATES, sending.SHUFFLED, sending.LOST):
        both.store.store.sender.switch(switch, True)
    both.flows_on()
    history(both, orders=100)
    both.deliver()
    with_gaps = rows(both.encore, both.shop, Order)
    both.reconcile()
    assert [one.trouble for one in marks(both).values()] == [None] * 3
    assert sum(one.missing for one in marks(both).values()) > 10
    with another(sqlite_database_maker) as quiet:
        clean, shop = told_everything(both, quiet)
        assert differences(with_gaps, rows(clean, shop, Order)) != []
        for table in (Product, Customer, Order, OrderLine, Refund, Parcel, Return):
            mine, theirs = rows(both.encore, both.shop, table), rows(clean, shop, table)
            assert differences(mine, theirs) == [], table.__name__
            assert mine
        assert answers(both.encore, both.shop) == answers(clean, shop)
        mine, theirs = planned(both.encore, both.shop), planned(clean, shop)
        assert mine.keys() == theirs.keys()
        assert len(mine) > 50
        for key, (reason, until) in mine.items():
            assert reason == theirs[key][0], key
            assert abs(until - theirs[key][1]) <= JITTER, key
        clean.inbox.close()


def planned(encore: Encore, shop: Shop) -> dict[tuple[Any, ...], tuple[str, datetime]]:
    """What is to be sent, about what and over which channel; what it waits for, and until when. Each message is
    judged as it will be before it goes: its row says what was known when the last news about it came."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        open_ = [State.PLANNED.value, State.HELD.value]
        ids = session.scalars(select(Message.id).where(Message.shop_id == shop.id, Message.state.in_(open_)))
        mine = read(session, list(ids))
        dossiers = dossiers_of(session, shop, mine, now)
        judged = [(row, outcome_of(row, encore.flows[row.flow], dossiers[row.who])) for row in mine]
    return {
        (row.flow, row.step, row.about, row.channel): (one.reason, one.until) if isinstance(one, Wait) else ("", now)
        for row, one in judged
        if not isinstance(one, Drop)
    }


def test_reconcile_fills_gap(both):
    """The app was down: not one webhook came."""
    buyer = both.store.join()
    number = order(both, buyer)
    both.store.store.sender.switch(sending.LOST, True)
    both.reconcile()
    with both.encore.database.read(both.shop_id) as session:
        assert [one.id for one in session.query(Order).where(Order.shop_id == both.shop_id)] == [number]
        topics = {one.topic for one in session.query(InboxItem).where(InboxItem.shop_id == both.shop_id)}
    assert topics == {"orders/updated", "customers/update", "products/update"}


def test_what_came_is_not_missing_and_enters_once(both):
    buyer = both.store.join()
    aftermath_of(both, order(both, buyer), 1)
    both.deliver()
    both.reconcile()
    assert {kind: one.missing for kind, one in marks(both).items()} == {"products": 1, "customers": 0, "orders": 0}, (
        "the second product was put up before Encore came"
    )
    both.pass_time(hours=1)
    both.reconcile()
    assert {one.missing for one in marks(both).values()} == {0}


def test_an_expired_token_waits_and_nothing_is_passed_over(both):
    order(both, both.store.join())
    both.reconcile()
    before = marks(both)["orders"].read_until
    with both.store.act() as act:
        installing.uninstall(act)
    both.pass_time(hours=2)
    both.reconcile()
    mark = marks(both)["orders"]
    assert (mark.read_until, mark.wake_at) == (before, both.clock.now() + EVERY)
    assert mark.trouble


def test_deletions_and_merges_that_nobody_told_are_found_the_next_day(both):
    """Of three customers one is deleted, and one is merged with the third; a product goes, and an order."""
    people_ = [both.store.join(f"John{n}", f"john{n}@example.com", f"+4474001002{n:02}") for n in range(3)]
    orders = [order(both, one) for one in people_[:2]] + [order(both, people_[2])]
    both.reconcile()
    with both.store.act() as act:
        session = act.session
        session.get_one(StoreOrder, orders[1]).customer_id = people_[2].id
        session.flush()
        session.execute(delete(Line).where(Line.order_id == orders[0]))
        session.execute(delete(StoreOrder).where(StoreOrder.id == orders[0]))
        session.execute(delete(StoreCustomer).where(StoreCustomer.id.in_([people_[0].id, people_[1].id])))
        product = session.scalars(select(StoreProduct).order_by(StoreProduct.id.desc())).first()
        session.execute(delete(Variant).where(Variant.product_id == product.id))
        session.execute(delete(StoreProduct).where(StoreProduct.id == product.id))
    both.pass_time(hours=2)
    both.reconcile()
    assert gone_rows(both) == (set(), set(), set(), {})
    both.pass_time(days=1)
    both.reconcile()
    assert gone_rows(both) == (
        {people_[0].id}, {orders[0]}, {product.id}, {people_[1].id: people_[2].id}
    )  # fmt: skip
    assert {kind: marks(both)[kind].missing_total for kind in ("orders", "customers")} == {
        "orders": 4, "customers": 5
    }  # fmt: skip
    both.pass_time(days=1)
    both.reconcile()
    assert marks(both)["customers"].missing_total == 5


def gone_rows(both: Both) -> tuple[set[int], set[int], set[int], dict[int, int]]:
    """Customers, orders and products that are gone, and who was merged into whom."""
    with both.encore.database.read(both.shop_id) as session:
        people_ = session.query(Customer).where(Customer.shop_id == both.shop_id).all()
        orders = session.query(Order).where(Order.shop_id == both.shop_id).all()
        products = session.query(Product).where(Product.shop_id == both.shop_id).all()
        return (
            {one.id for one in people_ if one.gone_at}, {one.id for one in orders if one.deleted_at},
            {one.id for one in products if one.gone_at},
            {one.id: one.merged_into for one in people_ if one.merged_into},
        )  # fmt: skip
