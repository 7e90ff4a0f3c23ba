"""The sample shop: the same for the same seed, and its past is as the app would have been told."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from devstore_world import START, Wall, settings_in
from sqlalchemy import func, select

from devstore.model.kept import metafield
from devstore.model.orders import Order
from devstore.model.people import Customer
from devstore.past import history
from devstore.seed.goods import GOODS, SETS
from devstore.seed.people import PEOPLE
from devstore.seed.plan import SPAN, plan
from devstore.seed.plant import is_planted, plant
from devstore.store import Store


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    store = Store(settings_in(tmp_path_factory.mktemp("planted")), Wall())
    assert not is_planted(store.database)
    plant(store, orders=60)
    yield store
    store.close()


def lines_of(store):
    return [json.loads(line) for line in history(store.database, store.settings.app)]


def test_the_plan_is_the_same_for_the_same_seed():
    assert plan(1, START, 80) == plan(1, START, 80)
    assert plan(1, START, 80) != plan(2, START, 80)


def test_the_plan_covers_two_years_that_end_now():
    made = plan(1, START, 420)
    assert len(made) == 420
    assert START - SPAN - timedelta(days=1) < made[0].at < START - timedelta(days=600)
    assert made[-1].at <= START
    assert len({one.person for one in made}) > 40
    assert {one.fate for one in made} == {"fine", "cancelled", "refunded", "returned", "lost"}


def test_things_of_a_set_are_bought_together():
    made = [one for one in plan(1, START, 420) if len(one.goods) > 1]
    together = [one for one in made if len({GOODS[good].set for good in one.goods}) == 1]
    assert len(together) / len(made) > 0.7
    assert all(sum(good.set == name for good in GOODS) >= 3 for name in SETS)


def test_everybody_of_the_list_has_an_account_and_what_they_said(planted):
    with planted.database.read() as session:
        found = {row.email or row.phone: row for row in session.scalars(select(Customer))}
        assert len(found) == len(PEOPLE)
        john, sydney = found["john.carter@example.com"], found["john.nguyen@example.org"]
        born = {metafield(session, row.gid, "facts", "birth_date").value for row in (john, sydney)}
        assert born == {"1992-04-06"}  # five weeks from the start
        assert (john.email_state, john.sms_state) == ("subscribed", "subscribed")
        count = select(func.count()).select_from(Order)
        assert session.scalar(count.where(Order.customer_id == john.id)) == 0
        assert session.scalar(count.where(Order.customer_id == sydney.id)) == 3


def test_the_history_is_in_time_order_and_ends_now(planted):
    lines = lines_of(planted)
    at = [line["at"] for line in lines]
    assert at == sorted(at)
    assert at[-1] <= "2026-03-02T09:30:00.000Z"
    assert lines[0]["topic"] == "shop/update"
    counted = Counter(line["topic"] for line in lines)
    assert counted["orders/create"] == counted["orders/paid"] == 60
    assert counted["fulfillments/create"] > 50
    assert len({line["webhook_id"] for line in lines}) == len(lines)


def test_nothing_arrives_that_was_not_sent_before(planted):
    sent, known = set(), set()
    for line in lines_of(planted):
        if line["topic"] == "customers/create":
            known.add(line["body"]["id"])
        if line["topic"] == "orders/paid":
            assert line["body"]["customer"]["id"] in known
        if line["topic"] == "fulfillments/create":
            sent.add(line["body"]["id"])
        if line["topic"] == "fulfillment_events/create":
            assert line["body"]["fulfillment_id"] in sent


def test_nothing_of_the_past_waits_to_be_sent(planted):
    assert planted.sender.drain() == 0


def test_the_history_stops_at_the_install(served):
    served.join()
    served.wall.push(minutes=1)
    served.install()
    served.wall.push(minutes=1)
    served.join("Jane", "jane@example.com", "+447400100102")
    names = [line["body"].get("first_name") for line in lines_of(served.store)]
    assert "John" in names
    assert "Jane" not in names
