"""The plan page: what is used up, the way up and down, and what Shopify said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

import pytest
from conftest import Staff
from world import World

from plugin.db.session import Database
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import Offer, PlatformDown
from plugin.subscription import Standing, Subscribed, Subscription, kept
from plugin.tariffs import FREE, GROWTH, TARIFFS, Tariff

APPROVE = "https://pots.example/confirm"


class Shopify(RecordingPlatform):
    """Asks the merchant before anything is paid, and may be down."""

    is_down = False
    offered: Offer | None = None

    def subscriptions(self, shop_id: int) -> tuple[Subscribed, ...]:
        self._require_up()
        return super().subscriptions(shop_id)

    def subscribe(self, shop_id: int, offer: Offer) -> str:
        self._require_up()
        self.offered = offer
        return APPROVE

    def unsubscribe(self, shop_id: int, subscription_id: str) -> None:
        self._require_up()
        super().unsubscribe(shop_id, subscription_id)

    def approve(self, shop_id: int) -> None:
        super().subscribe(shop_id, Offer(GROWTH, "", is_test=True))

    def _require_up(self) -> None:
        if self.is_down:
            raise PlatformDown("no answer")


@pytest.fixture(params=["api"])
def world(database: Database, request: pytest.FixtureRequest) -> Iterator[World]:
    with World(database, platform=Shopify(), billing=request.param) as world:
        yield world


hosted = pytest.mark.parametrize("world", ["hosted"], indirect=True)


def _state(world: World) -> Subscription:
    return world.encore.shops.by_id(world.shop.id).subscription


def _keep(world: World, state: Subscription) -> None:
    world.encore.shops.change(world.shop.id, subscription=kept(state))


def _small(world: World, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    small = Tariff("free", "Encore Free", per_month=most)
    monkeypatch.setitem(TARIFFS, "free", small)
    _keep(world, Subscription(tariff=small, read_at=world.clock.now()))


def _one_code(world: World) -> None:
    world.delivered(world.order("jumper", paid="2026-02-01 09:00"))
    world.spin(to="2026-02-23 12:00")
    assert len(world.outbox(flow="vip_code", step=0, state="accepted")) == 1


def test_it_says_what_each_plan_has_and_what_is_used_up(staff: Staff):
    text = staff.get("/app/plan").text
    assert "0 of 300 promotional messages" in text
    assert "19 US dollars every 30 days" in text
    assert "14 days to try it for nothing" in text


def test_the_count_opens_its_rows(staff: Staff, world: World):
    _one_code(world)
    text = staff.get("/app/plan").text
    assert "1 of 300 promotional messages" in text
    assert "/app/outbox?state=sent&amp;purpose=promotional&amp;month=2026-02" in text
    rows = staff.get("/app/outbox?state=sent&purpose=promotional&month=2026-02").text
    assert rows.count("<tr>") - 1 == 1


def test_choosing_leads_to_shopify_and_approving_counts(staff: Staff, world: World):
    answer = staff.post("/app/plan/choose")
    assert f'href="{APPROVE}" target="_top"' in answer.text
    assert _state(world).tariff is FREE
    assert world.platform.offered.return_url == "https://admin.shopify.com/store/pots/apps/encore/app/plan"
    world.platform.approve(world.shop.id)
    text = staff.get("/app/plan?charge_id=7").text
    assert "Your plan has no limit." in text
    assert _state(world).tariff is GROWTH


def test_declining_changes_nothing_and_is_said(staff: Staff, world: World):
    _keep(world, Subscription(standing=Standing.DECLINED, read_at=world.clock.now()))
    text = staff.get("/app/plan?charge_id=7").text
    assert "You declined the paid plan." in text
    assert _state(world).tariff is FREE


def test_going_back_to_the_free_plan(staff: Staff, world: World):
    world.platform.approve(world.shop.id)
    staff.get("/app/plan")
    answer = staff.post("/app/plan/end")
    assert unquote(answer.headers["X-Encore-Said"]) == "You are on the free plan now."
    assert _state(world).tariff is FREE
    assert staff.post("/app/plan/end").status_code == 200


def test_without_an_answer_the_last_known_plan_stays_and_is_dated(staff: Staff, world: World):
    world.platform.approve(world.shop.id)
    staff.get("/app/plan")
    world.platform.is_down = True
    world.clock.move_by(timedelta(days=2))
    text = staff.get("/app/plan").text
    assert "Shopify gives no clear answer about your plan." in text
    assert _state(world).tariff is GROWTH
    assert staff.post("/app/plan/end").status_code == 502
    assert staff.post("/app/plan/choose").status_code == 502
    assert _state(world).tariff is GROWTH


def test_a_frozen_plan_is_told_here_and_at_home(staff: Staff, world: World):
    _keep(world, Subscription(GROWTH, Standing.FROZEN, "gid", read_at=world.clock.now()))
    assert "Shopify waits for a payment of your shop." in staff.get("/app/plan").text
    assert "Shopify waits for a payment of your shop." in staff.get("/app/").text


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_a_manager_changes_the_plan(staff: Staff, world: World, role: str):
    staff.become(role)
    text = staff.get("/app/plan").text
    assert "Only managers change the plan." in text
    assert "Choose Growth" not in text
    assert staff.post("/app/plan/choose").status_code == 403
    assert staff.post("/app/plan/end").status_code == 403
    assert world.platform.offered is None


def test_home_says_when_the_limit_is_near_or_reached(staff: Staff, world: World, monkeypatch: pytest.MonkeyPatch):
    _one_code(world)
    assert "of your plan are used up" not in staff.get("/app/").text
    _small(world, monkeypatch, most=1)
    assert "The promotional messages of your plan are used up for this month" in staff.get("/app/").text
    assert "They are used up." in staff.get("/app/plan").text


def test_near_the_limit_it_is_said_before_anything_waits(staff: Staff, world: World, monkeypatch: pytest.MonkeyPatch):
    _one_code(world)
    monkeypatch.setattr("plugin.usage.NEAR", 1 / 300)
    assert "1 of the 300 promotional messages of your plan are used up." in staff.get("/app/").text
    assert "Most of them are used up." in staff.get("/app/plan").text


@hosted
def test_the_hosted_page_is_the_only_way_where_it_is_used(staff: Staff):
    text = staff.get("/app/plan").text
    assert 'href="https://admin.shopify.com/store/pots/charges/encore/pricing_plans" target="_top"' in text
    assert staff.post("/app/plan/choose").status_code == 404
    assert staff.post("/app/plan/end").status_code == 404


@pytest.mark.parametrize("world", ["none"], indirect=True)
def test_where_nothing_is_charged_nothing_is_limited(staff: Staff):
    assert "Everything is included" in staff.get("/app/plan").text
    assert "/app/plan" not in staff.get("/app/").text
