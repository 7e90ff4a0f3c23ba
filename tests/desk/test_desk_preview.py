"""What a customer would get: the real pipeline on a copy, and the shop untouched."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from world import World

from plugin.compose.template import shipped_source
from plugin.desk.preview import preview
from plugin.desk.texts import Version, save
from plugin.model import Base
from plugin.texts import TextKey

PHONE = "+447911123456"


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def _preview(world, who, **more):
    return preview(world.encore, _shop(world), who.id, **more)


def _seen(found):
    return [(one.flow, one.step, one.channel, one.goes) for one in found.coming]


def _everything(world):
    with world.database.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
            for name in Base.metadata.tables
        }


def test_what_will_come_is_what_then_comes(world):
    ada = world.customer("Ada", phone=PHONE, sms_consent="subscribed", birthday="1990-04-01")
    world.delivered(world.order("jumper", by=ada))
    world.spin(minutes=30)
    found = _preview(world, ada)
    world.spin(days=90)
    really = [one for one in world.outbox(customer_id=ada.id) if one.flow != "thank_you"]
    assert {(one.id, one.first_sent_at, one.state, one.code) for one in really} == {
        (one.id, one.at if one.goes else None, one.state.value, one.code) for one in found.coming
    }
    goes = {one.flow for one in found.coming if one.goes}
    assert goes == {"review_request", "vip_code", "birthday", "nps", "going"}
    assert all(one.text for one in found.coming if one.goes)


def test_the_shop_is_untouched_and_nobody_is_written_to(world):
    ada = world.customer("Ada")
    world.delivered(world.order("jumper", by=ada))
    world.spin(minutes=30)
    before, letters = _everything(world), len(world.letters())
    assert _preview(world, ada).coming
    assert _everything(world) == before
    assert len(world.letters()) == letters


def test_an_unknown_customer_and_one_of_another_shop_have_no_preview(world):
    foreign = world.customer("Eve", shop=world.other)
    assert _preview(world, foreign) is None
    assert preview(world.encore, _shop(world), 1) is None


def test_a_flow_that_is_off_can_be_looked_at_as_if_it_were_on(database):
    with World(database, flows_on=("thank_you",)) as world:
        ada = world.customer("Ada")
        world.delivered(world.order("jumper", by=ada))
        assert ("vip_code", "", "flow_off") in _preview(world, ada).nothing
        assert ("review_request", 0, "email", True) in _seen(_preview(world, ada, also_on=["review_request"]))
        assert world.outbox(flow="review_request") == []


def test_other_settings_show_before_they_are_saved(world):
    ada = world.customer("Ada")
    world.delivered(world.order("jumper", by=ada))
    soon = _preview(world, ada, patch={"flows": {"review_request": {"delay": "2d"}}})
    late = _preview(world, ada)
    first = {name: next(one.at for one in found.coming if one.flow == "review_request") for name, found in
             (("soon", soon), ("late", late))}  # fmt: skip
    assert (first["late"] - first["soon"]).days in {4, 5}


def test_the_words_are_the_merchants_own(world):
    ada = world.customer("Ada")
    world.delivered(world.order("jumper", by=ada))
    key = TextKey("review_request", 0, "en")
    own = replace(
        shipped_source("review_request", "en", 0), subject="How is it, {{ first_name | default: 'friend' }}?"
    )
    assert isinstance(save(world.encore, _shop(world), key, own, seen=0, user_id="1"), Version)
    found = next(one for one in _preview(world, ada).coming if (one.flow, one.step) == ("review_request", 0))
    assert found.subject == "How is it, Ada?"


def test_a_paused_shop_shows_what_would_come_after_the_pause(world):
    ada = world.customer("Ada")
    world.delivered(world.order("jumper", by=ada))
    world.pause()
    assert any(one.goes for one in _preview(world, ada).coming)


def test_why_nothing_comes_is_said_for_each_order(world):
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada)
    world.cancel(order)
    found = _preview(world, ada)
    assert found.coming == []
    assert ("review_request", f"order:{order.id}", "order_cancelled") in found.nothing
