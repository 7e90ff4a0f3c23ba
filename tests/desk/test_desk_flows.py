"""The list of flows: what each did, what it will do, and its switch."""

from datetime import timedelta

import pytest
from world import World

from plugin.desk.changed import Changed
from plugin.desk.flows import flow_row, flow_rows, switch_off, switch_on
from plugin.flows.registry import FLOWS


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _row(world, name, shop=None):
    where = world.encore.shops.by_id((shop or world.shop).id)
    with world.database.read(where.id) as session:
        return flow_row(session, where, name, world.clock.now())


def test_sent_waiting_and_not_sent_are_counted_by_flow(world):
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    world.order("jumper", by=ada)
    world.order("plate")  # nobody told a number: the text cannot go
    world.cancel(world.order("mug"))
    world.spin(hours=3)
    row = _row(world, "thank_you")
    assert row.sent == 3
    assert row.not_sent == {"order_cancelled": 2, "no_phone": 1}
    assert row.segments == 1
    assert (row.open, row.next_day, row.unclear) == (0, 0, 0)


def test_what_is_due_within_a_day_is_told_apart_from_later(world):
    world.delivered(world.order("jumper"))
    assert _row(world, "review_request").open == 2
    assert _row(world, "review_request").next_day == 0
    world.spin(days=6, hours=12)
    assert _row(world, "review_request").next_day == 1


def test_figures_older_than_thirty_days_are_left_out(world):
    world.order("jumper")
    world.spin(days=29)
    assert _row(world, "thank_you").sent == 1
    world.spin(days=2)
    assert _row(world, "thank_you").sent == 0


def test_every_flow_has_a_row_and_the_other_shop_has_nothing_in_its(world):
    world.order("jumper")
    with world.database.read(world.other.id) as session:
        rows = flow_rows(session, world.other, world.clock.now())
    assert [row.name for row in rows] == list(FLOWS)
    assert all((row.sent, row.open, row.not_sent) == (0, 0, {}) for row in rows)
    assert _row(world, "no such flow") is None


def test_switching_off_cancels_what_is_planned_and_says_how_much(world):
    world.delivered(world.order("jumper"))
    shop, count = switch_off(world.encore, world.shop, 1, FLOWS["review_request"])
    assert count == 2
    assert "review_request" not in shop.flows_on_since
    assert {(state, why) for _, state, why in world.states(flow="review_request")} == {("cancelled", "flow_off")}
    assert {state for _, state, _ in world.states(flow="vip_code")} == {"planned"}
    assert world.audit() == []


def test_switching_on_is_about_what_happens_from_now_on(world):
    shop, _ = switch_off(world.encore, world.shop, 1, FLOWS["thank_you"])
    world.order("jumper")
    world.spin(minutes=30)
    shop = switch_on(world.encore, shop, shop.settings_version, FLOWS["thank_you"])
    world.spin(minutes=30)
    assert world.letters() == []
    world.order("mug")
    world.spin(minutes=5)
    assert len(world.letters()) == 1
    assert _row(world, "thank_you").on_since == shop.flow_on_since("thank_you")


def test_switching_on_twice_keeps_since_when_it_is_on(world):
    shop, _ = switch_off(world.encore, world.shop, 1, FLOWS["thank_you"])
    shop = switch_on(world.encore, shop, shop.settings_version, FLOWS["thank_you"])
    world.clock.move_by(timedelta(hours=1))
    again = switch_on(world.encore, shop, shop.settings_version, FLOWS["thank_you"])
    assert again == shop


def test_a_switch_on_a_page_that_is_out_of_date_is_refused(world):
    switch_off(world.encore, world.shop, 1, FLOWS["thank_you"])
    with pytest.raises(Changed):
        switch_off(world.encore, world.shop, 1, FLOWS["vip_code"])
    assert _row(world, "vip_code").is_on
