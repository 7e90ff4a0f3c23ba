"""A message that a workflow of Shopify Flow asks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from people import at, person, plan, skipped, usual
from world import World

from plugin.config import FlowSettings
from plugin.events import DayBegan, Due, MessageAsked, OrderPaid
from plugin.flows.workflow import decide

DAY = date(2026, 4, 20)
NOW = at("2026-04-20 10:00")
ABOUT = "customer:7@2026-04-20"
USUAL = usual("workflow")


def asked(settings: FlowSettings = USUAL, **changes):
    return decide(MessageAsked(7, DAY, NOW), person(now=NOW, **changes), settings)


def test_it_goes_at_once_and_is_useful_until_the_evening_of_the_second_day():
    found = plan(asked())
    assert (found.at, found.until, found.about) == (NOW, at("2026-04-22 19:00"), ABOUT)


def test_the_evening_is_theirs():
    assert plan(asked(zone="Australia/Sydney")).until == at("2026-04-22 10:00")


def test_a_delay_counts_from_the_asking():
    assert plan(asked(FlowSettings(delay=timedelta(hours=3)))).at == at("2026-04-20 13:00")


def test_a_delay_beyond_its_use_sends_nothing():
    assert skipped(asked(FlowSettings(delay=timedelta(days=3)))) == "stale"


def test_once_it_is_due_it_goes_now():
    now = at("2026-04-21 09:00")
    found = plan(decide(Due(ABOUT, now), person(now=now), USUAL))
    assert (found.at, found.until) == (now, at("2026-04-22 19:00"))


@pytest.mark.parametrize("event", [OrderPaid(1, NOW), DayBegan(7, DAY, NOW), Due("order:1", NOW)])
def test_nothing_else_starts_it(event):
    assert decide(event, person(now=NOW), USUAL) == ()


# --- the whole way


@pytest.fixture
def world(database):
    with World(database, at="2026-02-03 10:00") as made:
        yield made


def ask(world, who, run="run-1", **more):
    body = {"shopify_domain": world.shop.domain, "action_run_id": run, "properties": {"customer_id": str(who.id)}}
    world.webhook("flow/send-message", body, source="flow", **more)
    world.spin()


def states(world):
    return world.states(flow="workflow")


def test_a_workflow_sends_the_message(world):
    ask(world, world.customer("Ada"))
    assert states(world) == [("workflow", "accepted", None)]
    assert b"There is something for you" in world.letters()[0].payload
    assert world.audit() == []


def test_two_workflows_on_one_day_send_one_message(world):
    ada = world.customer("Ada")
    ask(world, ada)
    ask(world, ada, run="run-2")
    assert states(world) == [("workflow", "accepted", None)]


def test_no_workflow_writes_to_who_has_not_agreed(world):
    ask(world, world.customer("Ada", consent="unsubscribed"))
    assert [state for _, state, _ in states(world)] == ["suppressed"]


def test_the_night_is_kept(world):
    world.spin(to="2026-02-03 22:00")
    ask(world, world.customer("Ada"))
    assert states(world) == [("workflow", "held", "quiet_hours")]
    world.spin(to="2026-02-04 10:00")
    assert states(world) == [("workflow", "accepted", None)]


def test_the_budget_counts_it(world):
    ada = world.customer("Ada")
    for day in range(5):
        ask(world, ada, run=f"run-{day}")
        world.spin(days=1)
    assert [state for _, state, _ in states(world)].count("accepted") == 2


def test_somebody_nobody_knows_gets_nothing(world):
    ada = world.customer("Ada")
    ada.id += 999
    ask(world, ada)
    assert states(world) == []


def test_a_flow_that_is_off_sends_nothing(world):
    ada = world.customer("Ada")
    world.encore.shops.change(world.shop.id, flows_on_since={})
    ask(world, ada)
    assert states(world) == []


def test_another_shop_sends_nothing(world):
    ask(world, world.customer("Ada"))
    assert world.seen_by_other() == {}
