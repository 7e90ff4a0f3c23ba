"""What the comparison with Shopify found, as the desk tells it."""

from datetime import timedelta

import pytest
from world import World

from plugin.desk.comparisons import LATE, comparisons
from plugin.model.watermark import Watermark


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def compared(world, shop=None):
    where = shop or world.shop
    with world.encore.database.read(where.id) as session:
        return comparisons(session, where)


def test_a_shop_that_was_never_compared_has_nothing_to_tell(world):
    assert compared(world) == []


def test_each_kind_is_told_with_when_it_was_compared(world):
    world.inline.wake("reconcile")
    assert [(one.kind, one.done_at, one.missing, one.trouble) for one in compared(world)] == [
        (kind, world.clock.now(), 0, None) for kind in ("customers", "orders", "products")
    ]


def test_it_is_late_once_nothing_was_compared_to_the_end_for_hours(world):
    world.inline.wake("reconcile")
    (one, *_) = compared(world)
    assert not one.is_late(world.clock.now() + LATE)
    assert one.is_late(world.clock.now() + LATE + timedelta(seconds=1))


def test_it_is_late_too_where_no_run_ever_came_to_its_end(world):
    now = world.clock.now()
    with world.encore.database.write(world.shop.id) as session:
        session.add(
            Watermark(shop_id=world.shop.id, kind="orders", read_until=now, wake_at=now, began_at=now, trouble="no")
        )
    (one,) = compared(world)
    assert one.is_late(now + LATE + timedelta(seconds=1))
    assert compared(world, world.other) == []
