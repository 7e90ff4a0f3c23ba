"""What Shopify did not take is counted, by kind, and whether it is told again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from world import World

from plugin.customer_tags import TAGS
from plugin.desk.health import health
from plugin.desk.refusals import Refusals
from plugin.model.customer import ConsentTelling, CustomerTelling
from plugin.model.flow_trigger import FlowTrigger
from plugin.model.marketing import MarketingDay
from plugin.model.review import ProductRating
from plugin.runtime.scheduler import beat
from plugin.stages.tell.consents import THEIR_NO
from plugin.telling import BIRTHDAY

DAY = date(2026, 1, 31)


@pytest.fixture
def world(sqlite_database):
    with World(sqlite_database) as made:
        yield made


def told(world: World, *rows: Any) -> list[Refusals]:
    with world.database.write(world.shop.id) as session:
        for row in rows:
            row.shop_id = world.shop.id
            session.add(row)
    return health(world.encore, world.shop).refusals


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("ratings", lambda n, **more: ProductRating(product_id=n, **more)),
        ("birthdays", lambda n, **more: CustomerTelling(customer_id=n, what=BIRTHDAY, **more)),
        ("tags", lambda n, **more: CustomerTelling(customer_id=n, what=next(iter(TAGS)), **more)),
        ("marketing", lambda n, **more: MarketingDay(day=DAY, flow=f"flow{n}", **more)),
    ],
)
def test_what_was_refused_and_what_is_tried_again_are_told_apart(world, kind, make):
    now = world.clock.now()
    rows = [make(1, due_at=now, problem="no answer"), make(2, due_at=None, problem="refused at id"),
            make(3, due_at=now), make(4, due_at=None)]  # fmt: skip
    assert told(world, *rows) == [Refusals(kind, 1, 1, "refused at id")]
    assert health(world.encore, world.other).refusals == []


def test_a_workflow_that_waits_is_told(world):
    now = world.clock.now()
    row = FlowTrigger(
        id="x", handle="message-sent", customer_id=1, payload={}, at=now, due_at=now, tries=1, problem="no answer"
    )
    assert told(world, row) == [Refusals("workflows", 0, 1, "no answer")]


def test_a_customers_own_no_in_shopify_is_no_refusal(world):
    now = world.clock.now()
    rows = [ConsentTelling(customer_id=n, channel="email", since=now, problem=why) for n, why in
            ((1, THEIR_NO), (2, "INVALID"))]  # fmt: skip
    assert told(world, *rows) == [Refusals("consents", 1, 0, "INVALID")]


def test_a_shop_with_a_refusal_needs_a_look(world):
    beat(world.encore, "clock")
    now = world.clock.now()
    assert health(world.encore, world.shop).is_well(now, paused=False)
    told(world, ProductRating(product_id=1, due_at=None, problem="INVALID"))
    assert not health(world.encore, world.shop).is_well(now, paused=False)
