"""What is written down about a shop after its install, and which platform an Encore is wired with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from admin_server import AdminServer, good, status
from sqlalchemy import select
from world import settings_for

from plugin.clock import SpunClock
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.model.shop import Shop as Row
from plugin.platform.connected import ConnectedPlatform
from plugin.platform.recording import RecordingPlatform
from plugin.platform.token_trouble import NeedsMerchant
from plugin.shop_facts import learn_shop
from plugin.stages import sweep

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
SHOP = {
    "id": "gid://shopify/Shop/68800512399", "name": "Blue Jumps", "myshopifyDomain": "blue-jumps.myshopify.com",
    "contactEmail": "hello@blue-jumps.example", "ianaTimezone": "America/New_York", "currencyCode": "USD",
    "updatedAt": "2026-01-31T10:00:00Z",
    "shopAddress": {"countryCodeV2": "US", "formatted": ["Blue Jumps", "1 Main St", "", "Springfield IL 62701"]},
}  # fmt: skip
LOCALES = [{"locale": "de", "primary": False}, {"locale": "en", "primary": True}]


@pytest.fixture
def server() -> Iterator[AdminServer]:
    with AdminServer() as running:
        yield running


def connected(database: Database, server: AdminServer) -> Encore:
    settings = settings_for(shopify_base=server.base)
    return make_encore(settings, database=database, clock=SpunClock(NOW))


@pytest.fixture
def encore(database, server) -> Iterator[Encore]:
    made = connected(database, server)
    yield made
    made.inbox.close()
    made.platform.close()


def install(encore: Encore, token: str | None = "shpat_1") -> int:
    return encore.shops.add("blue-jumps.myshopify.com", now=NOW, token=token).id


def test_a_new_shop_is_known_by_its_own_word(encore, server):
    shop_id = install(encore)
    server.say("ShopFacts", good({"shop": SHOP, "shopLocales": LOCALES}))
    facts = learn_shop(encore, shop_id)
    shop = encore.shops.by_id(shop_id)
    assert (shop.name, shop.time_zone, shop.currency, shop.locale, shop.country, shop.platform_shop_id) == (
        "Blue Jumps", "America/New_York", "USD", "en", "US", 68_800_512_399,
    )  # fmt: skip
    assert shop.next_daily_at == datetime(2026, 2, 2, 5, tzinfo=UTC), "its own midnight"
    assert facts.postal_address == "Blue Jumps, 1 Main St, Springfield IL 62701"
    assert facts.seen.email == "hello@blue-jumps.example"
    assert [(one.shop, one.token) for one in server.asked] == [("blue-jumps.myshopify.com", "shpat_1")]
    assert learn_shop(encore, shop_id) == facts
    assert encore.shops.by_id(shop_id) == shop


def test_a_shop_changes_only_itself(encore, server):
    other = encore.shops.add("other.myshopify.com", now=NOW, token="shpat_2")
    server.say("ShopFacts", good({"shop": SHOP, "shopLocales": LOCALES}))
    learn_shop(encore, install(encore))
    assert encore.shops.by_id(other.id) == other


def test_newer_news_of_the_shop_is_not_undone(encore, server):
    shop_id = install(encore)
    encore.shops.change(shop_id, name="Newer", seen_at=NOW + timedelta(days=1))
    server.say("ShopFacts", good({"shop": SHOP, "shopLocales": LOCALES}))
    learn_shop(encore, shop_id)
    assert encore.shops.by_id(shop_id).name == "Newer"


@pytest.mark.parametrize(
    ("odd", "column"),
    [
        ({"ianaTimezone": "Mars/Olympus"}, "time_zone"),
        ({"ianaTimezone": None}, "time_zone"),
        ({"currencyCode": "pounds"}, "currency"),
        ({"shopAddress": None}, "country"),
        ({"shopAddress": {"countryCodeV2": None, "formatted": None}}, "country"),
        ({"name": ""}, "name"),
        ({"updatedAt": None}, "seen_at"),
    ],
)
def test_what_the_shop_does_not_say_stays_as_it_was(encore, server, odd, column):
    shop_id = install(encore)
    before = columns(encore, shop_id)
    server.say("ShopFacts", good({"shop": SHOP | odd, "shopLocales": LOCALES}))
    learn_shop(encore, shop_id)
    after = columns(encore, shop_id)
    assert after[column] == before[column]
    assert after["platform_shop_id"] == 68_800_512_399


def columns(encore: Encore, shop_id: int) -> dict:
    with encore.database.read_registry() as session:
        return dict(session.execute(select(*Row.__table__.columns).where(Row.id == shop_id)).mappings().one())


@pytest.mark.parametrize("odd", [{"id": "gid://shopify/Shop/x"}, {"id": 2**70}])
def test_nonsense_is_not_written_down(encore, server, odd):
    shop_id = install(encore)
    before = encore.shops.by_id(shop_id)
    server.say("ShopFacts", good({"shop": SHOP | odd, "shopLocales": LOCALES}))
    assert learn_shop(encore, shop_id) is None
    assert encore.shops.by_id(shop_id) == before


def test_a_shop_that_does_not_answer_keeps_what_it_had_and_is_asked_again(encore, server):
    shop_id = install(encore)
    before = encore.shops.by_id(shop_id)
    server.say("ShopFacts", status(500, Retry_After="7"))
    assert learn_shop(encore, shop_id) is None
    assert encore.shops.by_id(shop_id) == before
    server.say("ShopFacts", good({"shop": SHOP, "shopLocales": LOCALES}))
    encore.platform.close()
    encore.platform = connected(encore.database, server).platform  # seven seconds later
    sweep.drain(encore, 10)
    assert encore.shops.by_id(shop_id).name == "Blue Jumps"
    sweep.drain(encore, 10)
    assert server.operations() == ["ShopFacts", "ShopFacts"], "a shop that is known is not asked again"


def test_an_install_learns_the_shop(encore, server):
    shop_id = install(encore)
    server.say("ShopFacts", good({"shop": SHOP, "shopLocales": LOCALES}))
    encore.installs.on_install(shop_id)
    assert encore.shops.by_id(shop_id).time_zone == "America/New_York"


def test_a_shop_without_a_token_hears_what_to_do(encore, server):
    shop_id = install(encore, token=None)
    with pytest.raises(NeedsMerchant, match="open Encore in the shop's admin"):
        encore.platform.own_orders(shop_id, [7])
    assert learn_shop(encore, shop_id) is None
    assert server.asked == []


def test_a_shop_that_left_is_not_asked_even_with_a_token(encore, server):
    shop_id = install(encore)
    encore.shops.change(shop_id, uninstalled_at=NOW)
    with pytest.raises(NeedsMerchant):
        encore.platform.own_orders(shop_id, [7])


@pytest.mark.parametrize(
    ("key", "secret", "kind"),
    [
        ("", "", RecordingPlatform),
        ("key", "", RecordingPlatform),
        ("", "shpss_1", RecordingPlatform),
        ("key", "shpss_1", ConnectedPlatform),
    ],
)
def test_the_platform_is_connected_where_key_and_secret_are_set(sqlite_database, key, secret, kind):
    settings = replace(settings_for(), api_key=key, api_secret=secret)
    encore = make_encore(settings, database=sqlite_database)
    assert type(encore.platform) is kind
    encore.platform.close()
    encore.inbox.close()


def test_where_no_store_is_connected_there_is_nothing_to_learn(sqlite_database):
    encore = make_encore(replace(settings_for(), api_key=""), database=sqlite_database, clock=SpunClock(NOW))
    assert learn_shop(encore, install(encore)) is None
    encore.inbox.close()
