"""When Shopify is asked what a shop pays for, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from world import SHOP_NUMBER, World

from plugin.db.session import Database
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import Offer, PlatformDown
from plugin.stages.tariff import drain
from plugin.subscription import Standing, Subscribed, Subscription
from plugin.tariffs import FREE, GROWTH, Tariff

ODD = Tariff("gold", "Encore Gold", None, 9900)
ID = f"gid://shopify/AppSubscription/{SHOP_NUMBER}"


class Moody(RecordingPlatform):
    """Gives no answer while it is down."""

    is_down = False

    def subscriptions(self, shop_id: int) -> tuple[Subscribed, ...]:
        if self.is_down:
            raise PlatformDown("no answer")
        return super().subscriptions(shop_id)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with World(database, platform=Moody(), billing="hosted") as world:
        yield world


def _pays(world: World, tariff: Tariff = GROWTH) -> None:
    world.platform.subscribe(world.shop.id, Offer(tariff, "", is_test=True))


def _state(world: World) -> Subscription:
    return world.encore.shops.by_id(world.shop.id).subscription


def _told(world: World, status: str, id: str | None = None) -> None:
    body: dict[str, Any] = {
        "admin_graphql_api_id": id or _state(world).id or ID, "name": GROWTH.name, "status": status,
        "admin_graphql_api_shop_id": f"gid://shopify/Shop/{SHOP_NUMBER}",
    }  # fmt: skip
    world.webhook("app_subscriptions/update", {"app_subscription": body})


def test_a_shop_is_asked_about_once_a_day(world: World):
    _pays(world)
    assert drain(world.encore, 100) == 2  # it and the other shop
    assert drain(world.encore, 100) == 0
    assert _state(world).tariff is GROWTH
    assert world.encore.shops.by_id(world.other.id).subscription.tariff is FREE
    world.clock.move_by(timedelta(days=1))
    assert drain(world.encore, 100) == 2


def test_no_answer_leaves_the_tariff_and_is_asked_again_in_an_hour(world: World):
    _pays(world)
    drain(world.encore, 100)
    world.platform.is_down = True
    world.clock.move_by(timedelta(days=3))
    assert drain(world.encore, 100) == 0
    assert _state(world).tariff is GROWTH
    world.platform.is_down = False
    assert drain(world.encore, 100) == 0
    world.clock.move_by(timedelta(hours=1))
    assert drain(world.encore, 100) == 2


def test_a_subscription_nobody_knows_leaves_the_tariff(world: World):
    _pays(world)
    drain(world.encore, 100)
    _pays(world, ODD)
    world.clock.move_by(timedelta(days=1))
    drain(world.encore, 100)
    assert _state(world).tariff is GROWTH


def test_a_webhook_has_shopify_asked_at_once(world: World):
    drain(world.encore, 100)
    _pays(world)
    _told(world, "ACTIVE")
    assert drain(world.encore, 100) == 1
    assert _state(world).tariff is GROWTH


def test_a_declined_offer_is_remembered(world: World):
    _told(world, "DECLINED")
    drain(world.encore, 100)
    assert (_state(world).tariff, _state(world).standing) == (FREE, Standing.DECLINED)


def test_a_frozen_shop_keeps_its_tariff_until_it_is_cancelled(world: World):
    _pays(world)
    drain(world.encore, 100)
    kept = _state(world).id
    assert kept is not None
    world.platform.unsubscribe(world.shop.id, kept)
    _told(world, "FROZEN")
    drain(world.encore, 100)
    assert (_state(world).tariff, _state(world).standing) == (GROWTH, Standing.FROZEN)
    _told(world, "CANCELLED")
    drain(world.encore, 100)
    assert (_state(world).tariff, _state(world).standing) == (FREE, Standing.NONE)


def test_who_leaves_pays_for_nothing_any_more(world: World):
    _pays(world)
    drain(world.encore, 100)
    world.uninstall()
    world.spin(seconds=1)
    assert _state(world) == Subscription()


def test_where_nothing_is_charged_nobody_is_asked(database: Database):
    with World(database, platform=Moody()) as world:
        _pays(world)
        assert drain(world.encore, 100) == 0
        assert _state(world).tariff is FREE
