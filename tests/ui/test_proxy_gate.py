"""What a visitor of a storefront may try to become someone else."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
import time_machine
from flask import Blueprint
from id_tokens import OLD_SECRET, SECRET, SHOP, VICTIM, wall
from shopify_app import ShopifyApp

from plugin.app import create_app
from ui.doors import door
from ui.proxy_gate import BadQuery, knows, read, shopper


def sign(query, secret=SECRET):
    """As Shopify does: repeated names joined, sorted, nothing in between."""
    values = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    text = "".join(f"{name}={','.join(values[name])}" for name in sorted(values))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def added(world, shop=SHOP, customer="", at=0, **changed):
    now = int(wall().timestamp())
    mine = {
        "shop": shop,
        "logged_in_customer_id": customer,
        "path_prefix": "/apps/encore",
        "timestamp": str(now + at),
    }
    return [(name, value) for name, value in (mine | changed).items() if value is not None]


def ask(world, query, signed=None, path="/proxy/seen"):
    app = create_app(world.here, blueprints=[_seen()])
    signature = sign(query) if signed is None else signed
    return app.test_client().get(path, query_string=[*query, ("signature", signature)])


def seen(world, query, **more):
    answer = ask(world, query, **more)
    assert answer.status_code == 200
    return answer.json


def test_a_signed_request_shows_the_page_of_its_shop(world):
    query = added(world)
    answer = world.browser.get("/proxy/", query_string=[*query, ("signature", sign(query))])
    assert answer.status_code == 200
    assert "<h1>Pots</h1>" in answer.text


def test_what_shopify_says_and_what_the_visitor_asked(world):
    query = [*added(world, customer="730"), ("product_id", "42")]
    assert seen(world, query) == {"shop": SHOP, "customer": 730, "asked": {"product_id": "42"}}


def test_nobody_is_logged_in_without_a_number(world):
    assert seen(world, added(world))["customer"] is None
    assert seen(world, added(world, logged_in_customer_id=None))["customer"] is None


def test_the_old_secret_counts_while_it_is_set(world):
    query = added(world)
    assert ask(world, query, signed=sign(query, OLD_SECRET)).status_code == 200
    world.set(old_api_secret="")
    assert ask(world, query, signed=sign(query, OLD_SECRET)).status_code == 401


@pytest.mark.parametrize(("at", "status"), [(-91, 401), (-90, 200), (90, 200), (91, 401)])
def test_ninety_seconds_either_way(world, at, status):
    with time_machine.travel(wall(), tick=False):
        assert ask(world, added(world, at=at)).status_code == status


def test_an_unknown_parameter_is_ignored_and_takes_the_customer_with_it(world):
    query = [*added(world, customer="730"), ("utm_source", "mail"), ("utm_source", "again")]
    assert seen(world, query) == {"shop": SHOP, "customer": None, "asked": {}}


def test_app_proxy_attacks(world):
    """Each is one query on the storefront, signed by Shopify, and what the visitor makes of it afterwards."""
    good = added(world)
    assert ask(world, good).status_code == 200
    refused = {
        "no signature": (good, ""),
        "another signature": (good, "0" * 64),
        "another secret": (good, sign(good, "shpss_another")),
        "in capitals": (good, sign(good).upper()),
        "not ASCII": (good, "é" * 64),
        "signed for another shop": (added(world, shop=VICTIM), sign(good)),
        "signed without a customer": (added(world, customer="7"), sign(good)),
    }
    for name, missing in (("shop", "shop"), ("time", "timestamp"), ("prefix", "path_prefix")):
        query = added(world, **{missing: None})
        refused[f"without {name}"] = (query, sign(query))
    for name, value in (
        ("timestamp", "1e9"), ("timestamp", "-1"), ("timestamp", "now"), ("timestamp", "１２"), ("timestamp", ""),
        ("shop", "evil.example"), ("shop", f"{SHOP}.evil.example"), ("shop", SHOP.upper()), ("path_prefix", "//x"),
        ("logged_in_customer_id", "7a"), ("logged_in_customer_id", "7,8"), ("logged_in_customer_id", "9" * 20),
    ):  # fmt: skip
        query = added(world, **{name: value})
        refused[f"{name} {value}"] = (query, sign(query))
    for name, value in (("shop", VICTIM), ("timestamp", "1"), ("path_prefix", "/x"), ("logged_in_customer_id", "7")):
        query = [*good, (name, value)]
        refused[f"{name} twice"] = (query, sign(query))
    query = [*good, ("product_id", "1"), ("product_id", "2")]
    refused["a known name twice"] = (query, sign(query))
    query = [*good, ("product_id", "one")]
    refused["a known name with another value"] = (query, sign(query))
    for why, (query, signature) in refused.items():
        answer = ask(world, query, signed=signature)
        assert answer.status_code == 401, why
        assert "Pots" not in answer.text, why


def test_a_query_that_is_split_anew_makes_nobody_else(world):
    """The signed text has no separators; both splits below carry Shopify's own signature."""
    typed = [("a", "xlogged_in_customer_id=123m="), *added(world)]
    at = dict(typed)["timestamp"]
    rest = [("path_prefix", "/apps/encore"), ("shop", SHOP), ("timestamp", at)]
    split = [("a", "x"), ("logged_in_customer_id", "123"), ("m", "logged_in_customer_id="), *rest]
    finer = [("a", "x"), ("logged_in_customer_id", "123"), ("m", "l"), ("ogged_in_customer_id", ""), *rest]
    assert sign(typed) == sign(split) == sign(finer)
    assert ask(world, split).status_code == 401
    assert seen(world, finer)["customer"] is None


def test_a_query_that_is_split_anew_makes_no_other_shop(world):
    typed = [("r", f"xshop={VICTIM}t="), *added(world)]
    at = dict(typed)["timestamp"]
    rest = [("logged_in_customer_id", ""), ("path_prefix", "/apps/encore"), ("r", "x")]
    split = [*rest, ("shop", VICTIM), ("t", f"shop={SHOP}"), ("timestamp", at)]
    assert sign(typed) == sign(split)
    assert ask(world, split).status_code == 401


def test_a_shop_that_has_left_has_no_pages(world):
    world.here.shops.change(world.shop.id, uninstalled_at=world.here.clock.now())
    assert ask(world, added(world)).status_code == 404
    assert ask(world, added(world, shop="nobody.myshopify.com")).status_code == 404


def test_a_request_is_old_after_a_while(world):
    query = added(world)
    with time_machine.travel(wall() + timedelta(minutes=2)):
        assert ask(world, query).status_code == 401


VECTOR = (
    "product_id=42&extra=1&extra=2&shop=encore-test.myshopify.com&logged_in_customer_id=&path_prefix=/apps/encore"
    "&timestamp=1795305600&signature=4d4e50e1ec446f0c6a5f5ed9969ed5709375a818f6dfa5519cee2349c54acf2c"
)


@time_machine.travel(datetime.fromtimestamp(1795305600, UTC))
def test_the_vector_of_the_proxy():
    good, app = parse_qsl(VECTOR, keep_blank_values=True), ShopifyApp("id", SECRET)
    assert read(good, {"product_id": "[0-9]+"}, app)["product_id"] == "42"
    assert read(sorted(good), {}, ShopifyApp("id", "another", SECRET))["shop"] == "encore-test.myshopify.com"
    for app in (None, ShopifyApp("id", "another")):
        with pytest.raises(BadQuery):
            read(good, {}, app)
    for more in (("more", "1"), ("extra", "3"), ("more", "\ud800")):
        with pytest.raises(BadQuery):
            read([*good, more], {}, ShopifyApp("id", SECRET))


@pytest.mark.parametrize("missing", ["api_key", "api_secret"])
def test_an_app_without_its_key_or_secret_has_no_pages(world, missing):
    world.set(**{missing: "", "old_api_secret": ""})
    for secret in (SECRET, ""):
        assert ask(world, added(world), signed=sign(added(world), secret)).status_code == 401


def _seen():
    pages = Blueprint("seen", __name__)

    @pages.get("/proxy/seen")
    @door("proxy")
    @knows(product_id=r"[0-9]{1,19}")
    def view():
        return {
            "shop": shopper().shop.domain,
            "customer": shopper().said_customer_id,
            "asked": dict(shopper().asked),
        }

    return pages
