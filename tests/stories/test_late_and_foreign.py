"""Facts that come late, twice, in the wrong order, or from another shop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from facts_world import NOW, World
from own_history import DOMAIN, PEOPLE, SHOP_ID, ZONE, customer, email_consent, fulfilment, order, scan, text

from plugin.model.customer import ConsentEntry, Customer
from plugin.model.order import Order
from plugin.model.shop import Shop as ShopRow
from plugin.shops import NO_TOKENS

ADA, BO, CY = PEOPLE[:3]
OTHER_ID = 88000000001
DAY = timedelta(days=1)


@pytest.fixture
def world(sqlite_database) -> World:
    return World(sqlite_database)


@pytest.fixture
def on_both(database) -> World:
    return World(database)


def test_replay_under_other_shop_sends_nothing(on_both: World) -> None:
    world = on_both
    other = world.add_shop("encore-other.myshopify.com", OTHER_ID)
    view = order(1, ADA, NOW, [1])
    for topic in ("orders/create", "orders/paid", "orders/updated"):
        world.tell(topic, view, shop=other)
    world.tell("fulfillments/create", fulfilment(1, view, NOW), shop=other)
    world.tell("fulfillment_events/create", scan(1, NOW), shop=other)
    world.after(60 * DAY)
    assert world.letters == []
    assert world.ledger(other.id) == []
    assert world.rows(Order, other.id) == []
    rejected = {topic for topic, state, _ in world.inbox_states(other.id) if state == "rejected"}
    assert rejected == {"orders/create", "orders/paid", "orders/updated", "fulfillment_events/create"}


def test_a_shop_of_unknown_id_takes_it_from_its_first_order_and_then_stays_with_it(world: World) -> None:
    other = world.add_shop("encore-other.myshopify.com", None)
    mine = {**order(1, ADA, NOW, [1]), "order_status_url": f"https://x.myshopify.com/{OTHER_ID}/orders/1/a?key=1"}
    world.tell("orders/create", mine, shop=other)
    world.tell("orders/create", order(2, ADA, NOW, [1]), shop=other)
    assert world.encore.shops.by_id(other.id).platform_shop_id == OTHER_ID
    assert {line["about"] for line in world.ledger(other.id)} == {f"order:{mine['id']}"}


@pytest.mark.parametrize("topic", ["app/uninstalled", "shop/redact", "customers/redact"])
def test_an_order_under_a_topic_that_ends_things_ends_nothing(world: World, topic: str) -> None:
    """The topic's header is not signed, so a body must itself be what the topic says."""
    view = order(1, ADA, NOW, [1])
    world.tell("orders/create", view)
    world.tell(topic, view)
    assert world.shop.uninstalled_at is None
    assert [row.id for row in world.rows(Customer)] == [ADA.id]
    assert world.inbox_states()[-1][:2] == (topic, "rejected")


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("shop/redact", {"shop_id": SHOP_ID, "shop_domain": DOMAIN}),
        ("customers/redact", {"shop_domain": DOMAIN, "customer": {"id": ADA.id}, "orders_to_redact": []}),
        ("app/uninstalled", {"id": SHOP_ID, "myshopify_domain": DOMAIN}),
    ],
)
def test_the_end_of_one_shop_is_not_the_end_of_another(world: World, topic: str, body: dict) -> None:
    other = world.add_shop("encore-other.myshopify.com", OTHER_ID)
    world.tell("customers/create", customer(ADA, NOW, NOW), shop=other)
    world.tell(topic, body, shop=other)
    assert world.encore.shops.by_id(other.id).uninstalled_at is None
    assert [row.id for row in world.rows(Customer, other.id)] == [ADA.id]


def test_a_late_uninstall_of_an_earlier_installation_is_old_news(world: World) -> None:
    world.tell("app/uninstalled", {"id": SHOP_ID, "myshopify_domain": DOMAIN}, at=NOW - DAY)
    assert world.shop.uninstalled_at is None
    world.tell("orders/create", order(1, ADA, NOW, [1]))
    world.work()
    assert len(world.email.letters) == 1


def test_an_uninstall_stops_what_is_planned_and_what_comes_later(world: World) -> None:
    view = order(1, ADA, NOW, [1])
    world.tell("customers_email_marketing_consent/update", email_consent(ADA, "subscribed", NOW - DAY))
    world.tell("orders/create", view)
    world.tell("fulfillments/create", fulfilment(1, view, NOW))
    world.work()
    sent = len(world.letters)
    world.tell("app/uninstalled", {"id": SHOP_ID, "myshopify_domain": DOMAIN})
    world.tell("orders/create", order(2, ADA, NOW, [1]))
    world.after(60 * DAY)
    assert len(world.letters) == sent
    assert {line["state"] for line in world.ledger()} <= {"accepted", "suppressed", "cancelled"}
    assert {line["about"] for line in world.ledger()} == {f"order:{view['id']}"}


def test_an_uninstall_drops_every_trace_of_the_tokens(on_both: World) -> None:
    world = on_both
    shops, id = world.encore.shops, world.shop.id
    seal = world.shop.keys.seal
    shops.change(
        id, token=seal("shop.token", id, "a"), refresh_token=seal("shop.refresh_token", id, "b"),
        token_expires_at=NOW, refresh_token_expires_at=NOW, token_lease="c", token_leased_until=NOW,
        needs_merchant_at=NOW, scopes_at=NOW, granted_scopes="read_orders",
    )  # fmt: skip
    world.tell("app/uninstalled", {"id": SHOP_ID, "myshopify_domain": DOMAIN})
    with world.encore.database.read_registry() as session:
        row = session.get_one(ShopRow, id)
        assert {name: getattr(row, name) for name in NO_TOKENS} == NO_TOKENS
    assert "token" in NO_TOKENS


def test_scopes_are_what_the_newest_news_says(world: World) -> None:
    world.tell("app/scopes_update", _scopes("write_orders", "read_products"), at=NOW)
    world.tell("app/scopes_update", _scopes("read_orders"), at=NOW - timedelta(minutes=1))
    world.tell("app/scopes_update", {**_scopes(), "shop_id": f"gid://shopify/Shop/{OTHER_ID}"}, at=NOW)
    assert world.shop.granted_scopes == "read_products,write_orders"


def test_scopes_of_an_earlier_installation_are_old_news(world: World) -> None:
    world.tell("app/scopes_update", _scopes("read_orders"), at=world.shop.installed_at - DAY)
    assert world.shop.granted_scopes is None


def _scopes(*current: str) -> dict[str, object]:
    return {"id": 1, "shop_id": f"gid://shopify/Shop/{SHOP_ID}", "previous": [], "current": list(current)}


def test_a_shop_that_moves_to_another_zone_begins_its_days_there(world: World) -> None:
    world.tell("shop/update", _shop("Pacific/Auckland", NOW))
    world.tell("shop/update", _shop("Europe/Paris", NOW - DAY))
    assert world.shop.time_zone == "Pacific/Auckland"
    assert world.shop.next_daily_at.isoformat() == "2026-11-21T11:00:00+00:00"


def test_a_zone_that_is_none_changes_nothing(world: World) -> None:
    for name in ("Eastern Time (US & Canada)", "../../etc/passwd", "", None):
        world.tell("shop/update", _shop(name, NOW))
    assert world.shop.time_zone == ZONE


@pytest.mark.parametrize("merge_comes", [0, 1, 2, 3])
def test_a_merge_counts_alike_before_and_after_its_orders(world: World, merge_comes: int) -> None:
    steps = [
        ("customers/create", customer(ADA, NOW - 9 * DAY, NOW - 9 * DAY)),
        ("customers/create", customer(BO, NOW - 9 * DAY, NOW - 9 * DAY)),
        ("orders/create", order(1, BO, NOW, [1])),
    ]
    steps.insert(merge_comes, _merge(ADA, BO))
    for topic, body in steps:
        world.tell(topic, body)
    assert [row.customer_id for row in world.rows(Order)] == [ADA.id]
    assert {line["customer_id"] for line in world.ledger()} == {ADA.id}
    assert {row.id: row.merged_into for row in world.rows(Customer)} == {ADA.id: None, BO.id: ADA.id}


def test_a_chain_of_merges_ends_at_the_last_one_in_any_order(on_both: World) -> None:
    world = on_both
    world.tell("orders/create", order(1, CY, NOW, [1]))
    for topic, body in (_merge(ADA, BO), _merge(BO, CY)):
        world.tell(topic, body)
    world.tell("orders/create", order(2, CY, NOW, [1]))
    assert {row.customer_id for row in world.rows(Order)} == {ADA.id}


def test_a_withdrawal_by_a_merged_customer_binds_the_one_that_was_kept(world: World) -> None:
    world.tell("customers_email_marketing_consent/update", email_consent(ADA, "subscribed", NOW - 2 * DAY))
    world.tell(*_merge(ADA, BO))
    world.tell("customers_email_marketing_consent/update", email_consent(BO, "unsubscribed", NOW))
    assert {row.customer_id for row in world.rows(ConsentEntry)} == {ADA.id}


def _merge(kept, gone) -> tuple[str, dict]:
    return "customers/merge", {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept.id}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{gone.id}",
        "status": "completed",
    }


def _shop(zone: str | None, at) -> dict:
    return {
        "id": SHOP_ID, "myshopify_domain": DOMAIN, "name": "Own", "iana_timezone": zone, "currency": "USD",
        "updated_at": text(at),
    }  # fmt: skip
