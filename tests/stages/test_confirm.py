"""Orders that do not say whose they are: looked up in the shop before anything follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
from admin_server import AdminServer, good
from facts_world import NOW, World
from own_history import PEOPLE, SHOP_ID, ZONE, order

from plugin.flows.registry import FLOWS
from plugin.model.order import Order
from plugin.platform.client import AdminClient
from plugin.platform.connected import ConnectedPlatform
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown
from plugin.shops import Shop

ADA, BO, CY = PEOPLE[:3]
MINUTES = timedelta(minutes=1)


class Register(RecordingPlatform):
    """Knows which orders are the shop's own, and counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.own: set[int] = set()
        self.questions: list[set[int]] = []
        self.is_down = False

    def own_orders(self, _shop_id: int, order_ids: Collection[int]) -> frozenset[int]:
        self.questions.append(set(order_ids))
        if self.is_down:
            raise PlatformDown("no answer")
        return frozenset(order_ids) & self.own


@pytest.fixture
def world(database) -> World:
    made = World(database)
    made.encore.platform = Register()
    return made


@pytest.fixture
def shop(world: World) -> Shop:
    return connected(world, SHOP_ID + 1)


def connected(world: World, platform_shop_id: int | None) -> Shop:
    return world.encore.shops.add(
        "connected.myshopify.com", now=NOW, time_zone=ZONE, platform_shop_id=platform_shop_id, token="shpat_1",
        flows_on=tuple(FLOWS),
    )  # fmt: skip


def silent(number: int, who=ADA) -> dict:
    """An order whose addresses do not name its shop, as a shop without approval for them sends it."""
    return {**order(number, who, NOW, [1]), "order_status_url": None}


def rows(world: World, shop: Shop) -> list[int]:
    return sorted(row.id for row in world.rows(Order, shop.id))


def states(world: World, shop: Shop) -> set[str]:
    return {state for _, state, _ in world.inbox_states(shop.id)}


def test_an_own_order_counts_once_the_shop_has_said_so(world, shop) -> None:
    view = silent(1)
    world.encore.platform.own = {view["id"]}
    world.tell("orders/create", view, shop=shop)
    assert rows(world, shop) == [view["id"]]
    assert states(world, shop) == {"done"}
    assert world.ledger(shop.id)


def test_a_known_order_is_not_looked_up_again(world, shop) -> None:
    view = silent(1)
    world.encore.platform.own = {view["id"]}
    world.tell("orders/create", view, shop=shop)
    world.tell("orders/updated", view, shop=shop)
    assert world.encore.platform.questions == [{view["id"]}]


def test_an_order_of_another_shop_is_rejected_in_the_end_and_sends_nothing(world, shop) -> None:
    world.tell("orders/paid", silent(1), shop=shop)
    assert rows(world, shop) == []
    for _ in range(20):
        world.after(timedelta(hours=1))
    assert states(world, shop) == {"rejected"}
    assert 1 < len(world.encore.platform.questions) <= 5
    assert (rows(world, shop), world.ledger(shop.id), world.letters) == ([], [], [])


def test_an_order_that_the_shop_sees_late_is_taken_in_then(world, shop) -> None:
    view = silent(1)
    world.tell("orders/create", view, shop=shop)
    world.encore.platform.own = {view["id"]}
    world.after(MINUTES)
    assert rows(world, shop) == [view["id"]]


def test_a_batch_is_one_question_and_one_foreign_order_stops_no_other(world, shop) -> None:
    views = [silent(number, who) for number, who in ((1, ADA), (2, BO), (3, CY))]
    world.encore.platform.own = {views[0]["id"], views[2]["id"]}
    for view in views:
        world.put("orders/create", view, shop=shop)
    world.inline.wake("inbox")
    assert world.encore.platform.questions == [{view["id"] for view in views}]
    assert rows(world, shop) == [views[0]["id"], views[2]["id"]]


def test_while_the_shop_cannot_answer_its_orders_wait_and_others_do_not(world, shop) -> None:
    world.encore.platform.is_down = True
    view, named = silent(1), order(2, BO, NOW, [1])
    world.put("orders/create", view, shop=shop)
    world.put("orders/create", named)
    world.inline.wake("inbox")
    world.after(timedelta(days=2))
    assert rows(world, shop) == []
    assert states(world, shop) == {"waiting"}
    assert rows(world, world.shop) == [named["id"]]
    world.encore.platform.is_down, world.encore.platform.own = False, {view["id"]}
    world.after(6 * MINUTES)
    assert rows(world, shop) == [view["id"]]


def test_a_shop_that_does_not_know_its_own_id_yet_asks_about_every_order(world) -> None:
    shop = connected(world, None)
    world.tell("orders/create", order(1, ADA, NOW, [1]), shop=shop)
    assert rows(world, shop) == []
    assert len(world.encore.platform.questions) == 1


def test_an_order_that_names_its_shop_is_not_looked_up(world, shop) -> None:
    world.tell("orders/create", order(1, ADA, NOW, [1]), shop=shop)
    assert states(world, shop) == {"rejected"}, "it names another"
    assert world.encore.platform.questions == []


def test_without_a_token_there_is_nobody_to_ask(world) -> None:
    view = silent(1)
    world.tell("orders/create", view)
    assert rows(world, world.shop) == [view["id"]]
    assert world.encore.platform.questions == []


@pytest.fixture
def server() -> Iterator[AdminServer]:
    with AdminServer() as running:
        yield running


def test_the_look_up_goes_to_the_shop_itself(world, shop, server) -> None:
    view = silent(1)
    server.say("OrdersExist", good({"nodes": [{"__typename": "Order", "id": f"gid://shopify/Order/{view['id']}"}]}))
    shops, tokens = world.encore.shops, world.encore.tokens
    world.encore.platform = ConnectedPlatform(
        AdminClient(shops.domain_of, tokens.token_for, tokens.token_after, server.base)
    )
    world.tell("orders/create", view, shop=shop)
    world.encore.platform.close()
    assert rows(world, shop) == [view["id"]]
    assert [(one.shop, one.token) for one in server.asked] == [("connected.myshopify.com", "shpat_1")]
