"""A shop's past comes in once, whole, whatever happens on the way, and nothing is sent because of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from exported_store import SHOP_NUMBER, ExportingPlatform, Killed, customer, jsonl, order, refund, small_store
from sqlalchemy import LargeBinary, select
from world import World

from plugin.model.base import Base
from plugin.model.customer import Customer
from plugin.model.history import HistoryExport, HistoryPart
from plugin.model.message import Message
from plugin.model.order import Order, OrderLine, Refund
from plugin.model.product import Product
from plugin.platform.export import Export, Kind
from plugin.platform.token_trouble import NeedsMerchant
from plugin.platform.trouble import Throttled
from plugin.shops import Shop
from plugin.stages.history import drain, file, fold

TABLES = ("customer", "product", "orders", "order_line", "parcel", "refund", "consent_entry")
FAILED = Export(is_making=False, failed="TIMEOUT", url=None, lines=0, things=0)
MAKING = Export(is_making=True, failed=None, url=None, lines=4, things=2)


class Store:
    """A connected shop that was just installed, and its platform."""

    def __init__(self, database: Any, files: dict[Kind, bytes]) -> None:
        self.platform = ExportingPlatform(files)
        self.world = World(database, platform=self.platform)
        self.encore = self.world.encore
        self.shop: Shop = self.world.shop
        self.encore.shops.change(self.world.other.id, token=None)  # only one shop is connected

    def work(self, minutes: int = 60) -> None:
        """Drain now and whenever a minute has passed."""
        for _ in range(minutes):
            drain(self.encore, 100)
            self.world.clock.move_by(timedelta(minutes=1))

    def rows(self, table: Any) -> list[Any]:
        with self.encore.database.read(self.shop.id) as session:
            return list(session.scalars(select(table).where(table.shop_id == self.shop.id)))

    def steps(self) -> dict[str, str]:
        return {row.id: row.step for row in self.rows(HistoryExport)}

    def one(self, kind: Kind) -> Any:
        return next(row for row in self.rows(HistoryExport) if row.id == kind.value)

    def state(self) -> dict[str, list[Any]]:
        """All rows of the shop's past but what is sealed with a nonce or says when we were told."""
        found = {}
        with self.encore.database.read(self.shop.id) as session:
            for name, table in Base.metadata.tables.items():
                if name in TABLES:
                    kept = [one for one in table.c if not isinstance(one.type, LargeBinary)]
                    kept = [one for one in kept if one.name not in {"recorded_at", "id"} or name != "consent_entry"]
                    rows = session.execute(select(*kept).where(table.c.shop_id == self.shop.id)).all()
                    found[name] = sorted(map(repr, rows))
        return found


@pytest.fixture
def store(database) -> Iterator[Store]:
    made = Store(database, small_store())
    with made.world:
        yield made


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """So that a small store has many of them."""
    monkeypatch.setattr(file, "LINES", 3)
    monkeypatch.setattr(fold, "THINGS", 2)


def test_a_shop_starts_with_its_past(store):
    store.work()
    assert store.steps() == {"products": "done", "customers": "done", "orders": "done"}
    assert [row.id for row in store.rows(Product)] == [1, 2, 3]
    assert sorted(row.id for row in store.rows(Customer)) == [11, 12, 13]
    assert sorted(row.id for row in store.rows(Order)) == list(range(101, 108))
    assert len(store.rows(OrderLine)) == 14
    assert store.rows(HistoryPart) == []


def test_products_and_customers_come_before_the_orders_that_name_them_and_orders_end_with_the_install(store):
    store.work()
    assert store.platform.begun == [(kind, store.shop.installed_at) for kind in Kind]


def test_nothing_is_planned_or_sent_for_what_is_past(store):
    recent = order(201, 11, (store.shop.installed_at - timedelta(minutes=5)).isoformat())
    store.platform.files[Kind.ORDERS] = jsonl(recent)
    store.work()
    assert [row.id for row in store.rows(Order)] == [201]
    assert store.rows(Message) == []
    assert store.world.outbox() == []


def test_progress_is_counted_in_things_and_in_lines(store):
    store.work()
    done = store.one(Kind.ORDERS)
    assert (done.things, done.taken, done.refused) == (7, 7, 0)
    assert (done.lines, done.loaded, done.offset) == (21, 21, len(store.platform.files[Kind.ORDERS]))


@pytest.mark.parametrize("line", range(0, 21, 4))
def test_a_kill_at_any_line_of_a_file_ends_in_the_same_state(database, line):
    whole = Store(database, small_store())
    whole.work()
    with whole.world:
        expected = whole.state()
    whole.platform.dies_after = 9 + 3 + line  # behind the products and the customers
    with whole.world:
        again(whole)
        with pytest.raises(Killed):
            whole.work()
        whole.world.clock.move_by(timedelta(minutes=6))
        whole.work()
        assert whole.steps()["orders"] == "done"
        assert whole.one(Kind.ORDERS).taken == 7
        assert whole.state() == expected


def again(store: Store) -> None:
    """The rows of the past are gone, and the shop is installed anew."""
    with store.encore.database.write(store.shop.id) as session:
        for name, table in Base.metadata.tables.items():
            if name in TABLES:
                session.execute(table.delete().where(table.c.shop_id == store.shop.id))
    store.encore.shops.change(store.shop.id, installed_at=store.world.clock.now())


@pytest.mark.parametrize("thing", [0, 1, 2, 5, 12])
def test_a_kill_at_any_object_ends_in_the_same_state(store, monkeypatch, thing):
    store.work()
    expected, left, project = store.state(), [thing], fold.project

    def dying(work, event):
        if left == [0]:
            left.clear()
            raise Killed
        if left:
            left[0] -= 1
        return project(work, event)

    again(store)
    monkeypatch.setattr(fold, "project", dying)
    with pytest.raises(Killed):
        store.work()
    store.world.clock.move_by(timedelta(minutes=6))
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert store.state() == expected
    assert store.one(Kind.ORDERS).taken == 7


def test_after_a_kill_reading_goes_on_behind_what_is_stored(store):
    store.platform.dies_after = 9 + 3 + 7
    with pytest.raises(Killed):
        store.work()
    store.world.clock.move_by(timedelta(minutes=6))
    store.work()
    lines = store.platform.files[Kind.ORDERS].splitlines(keepends=True)
    assert store.platform.read_from == [0, 0, 0, len(b"".join(lines[:6]))]


def test_tokens_that_end_in_the_middle_are_waited_for(store):
    store.platform.trouble = [NeedsMerchant("open Encore once")]
    drain(store.encore, 1)
    assert store.one(Kind.PRODUCTS).reason == "open Encore once"
    drain(store.encore, 100)
    assert store.platform.begun == []
    store.work()
    assert set(store.steps().values()) == {"done"}


def test_a_throttled_shop_is_asked_again_when_it_says_so(store):
    store.platform.trouble = [Throttled("a pause", timedelta(minutes=20))]
    store.work(minutes=19)
    assert store.platform.begun == []
    store.work()
    assert set(store.steps().values()) == {"done"}


def test_an_address_that_has_ended_is_asked_for_again_and_reading_goes_on(store):
    store.platform.gone = {"https://files.example/1/0"}
    store.platform.answers = [Export(False, None, "https://files.example/1/0", 9, 3)]
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert len(store.platform.begun) == 3


def test_a_file_that_is_kept_no_longer_is_exported_anew(store):
    store.platform.answers = [Export(is_making=False, failed=None, url=None, lines=9, things=3)]
    store.work()
    assert [kind for kind, _ in store.platform.begun][:2] == [Kind.PRODUCTS, Kind.PRODUCTS]
    assert set(store.steps().values()) == {"done"}


def test_an_export_that_keeps_failing_is_given_up_and_the_others_come_in(store):
    store.platform.answers = [FAILED] * 5
    store.work(minutes=120)
    assert store.steps() == {"products": "failed", "customers": "done", "orders": "done"}
    assert store.one(Kind.PRODUCTS).reason == "TIMEOUT"


def test_an_export_that_was_given_up_is_asked_for_again_every_day_while_no_other_is_on_its_way(store):
    store.platform.answers = [FAILED] * 5
    store.work(minutes=120)
    assert store.rows(Product) == []
    store.platform.answers = [FAILED] * 5
    store.world.clock.move_by(timedelta(days=1))
    store.work(minutes=120)
    assert (store.steps()["products"], store.platform.begun[-1][0]) == ("failed", Kind.PRODUCTS)
    store.world.clock.move_by(timedelta(days=1))
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert [row.id for row in store.rows(Product)] == [1, 2, 3]
    assert store.one(Kind.PRODUCTS).taken == 3


def test_what_there_is_of_an_export_that_breaks_off_each_time_comes_in_and_the_rest_the_next_day(store):
    whole = store.platform.files[Kind.ORDERS]
    store.platform.files[Kind.ORDERS] = jsonl(order(101, 11))
    broken = Export(False, "TIMEOUT", None, 3, 1, partial_url="https://files.example/3/0")
    look, kinds = store.platform.look, store.platform.begun

    def looked(shop_id, operation_id):
        found = look(shop_id, operation_id)
        if kinds[-1][0] is not Kind.ORDERS or store.platform.files[Kind.ORDERS] is whole:
            return found
        return broken

    store.platform.look = looked
    store.work(minutes=120)
    assert [row.id for row in store.rows(Order)] == [101]
    assert (store.steps()["orders"], store.one(Kind.ORDERS).reason) == ("failed", "TIMEOUT")
    assert store.rows(HistoryPart) == []
    store.platform.files[Kind.ORDERS] = whole
    store.world.clock.move_by(timedelta(days=1))
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert sorted(row.id for row in store.rows(Order)) == list(range(101, 108))
    assert (store.one(Kind.ORDERS).taken, store.one(Kind.ORDERS).reason) == (7, None)


def test_a_shop_without_anything_is_done_at_once(store):
    store.platform.files = dict.fromkeys(Kind, b"")
    store.work(minutes=5)
    assert set(store.steps().values()) == {"done"}


def test_the_webhook_of_its_end_has_an_export_looked_at_at_once(store):
    store.platform.answers = [MAKING]
    drain(store.encore, 1)
    store.world.clock.move_by(timedelta(seconds=6))
    drain(store.encore, 1)
    assert store.steps()["products"] == "making"
    told = {"admin_graphql_api_id": "gid://shopify/BulkOperation/1", "status": "completed", "type": "query"}
    store.world.webhook("bulk_operations/finish", told, shop=store.shop)
    drain(store.encore, 1)
    assert store.steps()["products"] == "loading"


def test_an_object_that_cannot_be_read_is_counted_and_the_others_come_in(store):
    broken = order(301, 11, totalPriceSet={"shopMoney": {"amount": "many", "currencyCode": "GBP"}})
    store.platform.files[Kind.ORDERS] = jsonl([*broken, *order(302, 11)]) + b"no JSON\n"
    store.work()
    done = store.one(Kind.ORDERS)
    assert (done.step, done.taken, done.refused) == ("done", 1, 1)
    assert [row.id for row in store.rows(Order)] == [302]


def test_a_webhook_that_was_quicker_is_not_undone(store):
    store.platform.files[Kind.CUSTOMERS] = jsonl([customer(11)])
    body = {"id": 11, "updated_at": "2026-01-31T10:00:00Z", "email": "new@shopper.example", "first_name": "Bea"}
    store.world.webhook("customers/update", body, shop=store.shop)
    store.work()
    (row,) = [one for one in store.rows(Customer) if one.id == 11]
    assert store.shop.keys.open("customer.first_name", 11, row.first_name) == "Bea"


def refunded(store: Store) -> None:
    """One order whose refund the export only names."""
    back = refund(9, "60.00", 1010)
    store.platform.given_back[back["id"]] = back
    more = {"displayFinancialStatus": "REFUNDED", "refunds": [{"id": back["id"]}]}
    store.platform.files[Kind.ORDERS] = jsonl(order(101, 11, **more))


def test_a_refund_of_the_past_counts_with_its_lines(store):
    refunded(store)
    store.work()
    (row,) = store.rows(Refund)
    assert (row.order_id, row.amount, row.currency, row.lines) == (101, 6000, "GBP", [[1010, 1]])


def test_an_order_waits_until_its_shop_tells_what_its_refund_was(store):
    refunded(store)
    asked = store.platform.refunds
    troubles = [Throttled("a pause", timedelta(minutes=20))]

    def throttled(shop_id, ids):
        if troubles:
            raise troubles.pop()
        return asked(shop_id, ids)

    store.platform.refunds = throttled
    store.work(minutes=10)
    assert store.rows(Order) == []
    assert store.one(Kind.ORDERS).reason == "a pause"
    store.work()
    assert [row.id for row in store.rows(Order)] == [101]
    assert (store.one(Kind.ORDERS).step, store.one(Kind.ORDERS).reason) == ("done", None)


def test_the_next_install_brings_in_what_happened_in_between_and_a_restart_does_not(store):
    store.work()
    store.work()
    assert len(store.platform.begun) == 3
    store.encore.shops.change(store.shop.id, installed_at=store.world.clock.now())
    store.work()
    assert len(store.platform.begun) == 6


def test_one_shops_trouble_keeps_no_other_waiting(store):
    store.encore.shops.add("second.myshopify.com", now=store.world.clock.now(), token="shpat_2")
    store.platform.trouble = [RuntimeError("a mistake")]
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert len(store.platform.begun) == 6


def test_shops_take_turns_after_each_step(store, monkeypatch):
    for part in (file, fold):
        monkeypatch.setattr(part, "BATCHES", 1)
    second = store.encore.shops.add("second.myshopify.com", now=store.world.clock.now(), token="shpat_2")
    store.work()
    assert set(store.steps().values()) == {"done"}
    assert [kind for kind, _ in store.platform.begun] == [kind for kind in Kind for _ in range(2)]
    with store.encore.database.read(second.id) as session:
        rows = session.scalars(select(HistoryExport).where(HistoryExport.shop_id == second.id)).all()
    assert {row.step for row in rows} == {"done"}


def test_without_a_connected_store_there_is_no_history(database):
    with World(database) as world:
        assert drain(world.encore, 100) == 0


def test_the_platforms_number_of_the_shop_is_the_one_in_its_orders():
    assert f"/{SHOP_NUMBER}/" in order(1, 1)[0]["statusPageUrl"]
