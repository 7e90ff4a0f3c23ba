"""The Admin API client against a server that behaves and misbehaves."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

import pytest
import requests
import shopify
from admin_server import Said, failed, good, refused, status, throttled

from plugin.config import API_VERSION
from plugin.platform import client as client_module
from plugin.platform.admin import AdminGraphQL, admin_session, pooled
from plugin.platform.client import AdminClient
from plugin.platform.seam import PlatformDown
from plugin.platform.token_trouble import NeedsMerchant
from plugin.platform.trouble import (
    AccessDenied,
    AccessLost,
    NotUnderstood,
    Refused,
    ShopClosed,
    Throttled,
    TryLater,
)

POTS, LAMPS = 1, 2
DATA = {"nodes": [{"__typename": "Order", "id": "gid://shopify/Order/7"}]}
IDS = {"ids": ["gid://shopify/Order/7"]}


def no_other(_shop_id: int, _refused: str) -> str:
    raise NeedsMerchant("there is no other token")


def ask(client: AdminClient, shop_id: int = POTS, **more: bool) -> dict:
    return client.run(shop_id, "orders_exist", IDS, **more)


def test_a_question_goes_to_its_shop_with_its_token(server, client):
    server.say("OrdersExist", good(DATA))
    assert ask(client) == DATA
    assert ask(client, LAMPS) == DATA
    assert [(one.shop, one.token, one.operation, one.variables) for one in server.asked] == [
        ("pots.myshopify.com", "token-1", "OrdersExist", IDS),
        ("lamps.myshopify.com", "token-2", "OrdersExist", IDS),
    ]


def test_without_a_base_the_address_is_shopifys_own_and_names_the_version():
    asking = AdminGraphQL(admin_session("pots.myshopify.com", "t"), pooled())
    assert asking.endpoint == f"https://pots.myshopify.com/admin/api/{API_VERSION}/graphql.json"
    assert "X-Forwarded-Host" not in asking.headers


def test_nothing_of_shopifyapi_is_activated(server, client):
    server.say("OrdersExist", good(DATA))
    ask(client)
    assert shopify.ShopifyResource.get_site() is None
    assert "X-Shopify-Access-Token" not in (shopify.ShopifyResource.get_headers() or {})


def test_many_threads_never_mix_up_shops(server, client):
    server.say("OrdersExist", good(DATA, left=19_990, most=20_000, rate=1000))

    def ask_both() -> None:
        for shop_id in (POTS, LAMPS) * 5:
            ask(client, shop_id)

    threads = [threading.Thread(target=ask_both) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {(one.shop, one.token) for one in server.asked} == {
        ("pots.myshopify.com", "token-1"),
        ("lamps.myshopify.com", "token-2"),
    }
    assert len(server.asked) == 80


@pytest.mark.parametrize("trouble", [status(500), status(502), status(503), Said(is_cut=True), Said("<html>")])
def test_a_passing_trouble_is_asked_again_after_a_short_pause(server, client, pauses, trouble):
    server.say("OrdersExist", trouble, trouble, good(DATA))
    assert ask(client) == DATA
    assert pauses == [0.2, 0.6]


@pytest.mark.parametrize("trouble", [status(500), Said(is_cut=True), Said("not json"), Said([1, 2])])
def test_a_lasting_trouble_ends_after_three_tries_and_leaves_the_shop_alone(server, client, pauses, trouble):
    server.say("OrdersExist", trouble)
    with pytest.raises(TryLater) as caught:
        ask(client)
    assert isinstance(caught.value, PlatformDown)
    assert caught.value.after == timedelta(seconds=30)
    assert len(server.asked) == 3
    with pytest.raises(TryLater):
        ask(client)
    assert len(server.asked) == 3, "a shop that does not answer is not asked again at once"


def test_a_shop_that_hangs_costs_one_timeout_and_other_shops_nothing(server, monkeypatch):
    class Hasty(AdminGraphQL):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, timeout=(1.0, 0.2))

    monkeypatch.setattr(client_module, "AdminGraphQL", Hasty)
    monkeypatch.setattr(client_module, "_LAST_START_S", 0.1)
    domains = {POTS: "pots.myshopify.com", LAMPS: "lamps.myshopify.com"}
    client = AdminClient(domains.__getitem__, str, no_other, server.base)
    server.say("OrdersExist", good(DATA, wait_s=2), shop="pots.myshopify.com")
    server.say("OrdersExist", good(DATA))
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(TryLater):
            ask(client)
        assert ask(client, LAMPS) == DATA
    assert time.monotonic() - began < 1.5
    assert server.operations("pots.myshopify.com") == ["OrdersExist"]


def test_throttled_inside_a_200_waits_what_the_shop_needs(server):
    client = AdminClient({POTS: "pots.myshopify.com"}.__getitem__, str, no_other, server.base)
    server.say("OrdersExist", throttled(cost=100, left=50, rate=100), good(DATA))
    assert ask(client, is_awaited=True) == DATA
    first, second = server.asked
    assert 0.5 <= second.at - first.at < 1.0


def test_a_long_wait_is_told_and_not_slept(server, client, pauses):
    server.say("OrdersExist", throttled(cost=900, left=0, rate=100), good(DATA))
    with pytest.raises(Throttled) as caught:
        ask(client, is_awaited=True)
    assert caught.value.after == timedelta(seconds=9)
    assert pauses == []
    with pytest.raises(Throttled):
        ask(client, is_awaited=True)
    assert len(server.asked) == 1, "what cannot be paid is not asked"
    server.say("OrdersExist", good(DATA), shop="lamps.myshopify.com")
    assert ask(client, LAMPS) == DATA


def test_background_work_leaves_points_for_the_merchant(server, client):
    server.say("OrdersExist", good(DATA, cost=10, left=500, most=2000, rate=1))
    ask(client, is_awaited=True)
    with pytest.raises(Throttled):
        ask(client)
    assert ask(client, is_awaited=True) == DATA


@pytest.mark.parametrize("number", [429, 503])
def test_retry_after_is_kept_for_every_call(server, client, pauses, number):
    server.say("OrdersExist", status(number, Retry_After="7.0"), good(DATA))
    with pytest.raises(TryLater) as caught:
        ask(client)
    assert caught.value.after == timedelta(seconds=7)
    with pytest.raises(TryLater) as caught:
        ask(client, is_awaited=True)
    assert timedelta(seconds=6) < caught.value.after <= timedelta(seconds=7)
    assert (len(server.asked), pauses) == (1, [])


@pytest.mark.parametrize("text", ["nan", "-3", "soon", "inf", "9" * 400, ""])
def test_a_mad_retry_after_stops_nothing_for_long(server, client, text):
    server.say("OrdersExist", status(503, Retry_After=text))
    with pytest.raises(TryLater) as caught:
        ask(client)
    assert timedelta(0) < caught.value.after <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(401), NeedsMerchant), (status(402), ShopClosed), (status(403), ShopClosed), (status(404), ShopClosed),
        (status(423), ShopClosed), (failed("ACCESS_DENIED"), AccessDenied), (failed(), NotUnderstood),
        (failed("MAX_COST_EXCEEDED"), NotUnderstood), (Said({"errors": "[API] Invalid"}), NotUnderstood),
    ],
)  # fmt: skip
def test_a_lasting_refusal_is_its_own_type_and_not_repeated(server, client, pauses, answer, error):
    server.say("OrdersExist", answer)
    with pytest.raises(error) as caught:
        ask(client)
    assert isinstance(caught.value, PlatformDown)
    assert (len(server.asked), pauses) == (1, [])


def test_a_redirect_is_not_followed_with_the_token(server, client):
    server.say("OrdersExist", status(302, Location="http://127.0.0.1:9/"))
    with pytest.raises(TryLater):
        ask(client)


def test_user_errors_are_typed_and_final(server, client):
    server.say("DiscountCreate", refused("discountCodeBasicCreate", "TAKEN"))
    with pytest.raises(Refused) as caught:
        client.run(POTS, "discount_create", {"discount": {}})
    assert not isinstance(caught.value, PlatformDown)
    assert caught.value.codes == {"TAKEN"}
    assert caught.value.errors[0].field == "discount.code"


def test_a_refused_token_is_replaced_once(server):
    refused_ones = []

    def fresh(shop_id: int, refused: str) -> str:
        refused_ones.append((shop_id, refused))
        return "fresh"

    client = AdminClient({POTS: "pots.myshopify.com"}.__getitem__, lambda _: "stale", fresh, server.base)
    server.say("OrdersExist", status(401), good(DATA))
    assert ask(client) == DATA
    assert refused_ones == [(POTS, "stale")]
    assert [one.token for one in server.asked] == ["stale", "fresh"]
    server.say("OrdersExist", status(401))
    with pytest.raises(AccessLost, match="open Encore"):
        ask(client)
    assert len(server.asked) == 4


def test_a_shop_without_a_token_is_not_asked(server):
    def no_token(_shop_id: int) -> str:
        raise NeedsMerchant("pots is not connected")

    client = AdminClient({POTS: "pots.myshopify.com"}.__getitem__, no_token, no_other, server.base)
    with pytest.raises(NeedsMerchant):
        ask(client)
    assert server.asked == []


SAID = [
    status(500), status(401), failed(), failed("ACCESS_DENIED"), throttled(cost=900), Said("secret@example.com"),
    refused("nodes", None), Said(is_cut=True),
]  # fmt: skip


@pytest.mark.parametrize("answer", SAID)
def test_neither_log_nor_error_says_a_token_or_a_body(server, client, caplog, capsys, answer):
    server.say("OrdersExist", answer)
    with caplog.at_level(logging.DEBUG), pytest.raises((PlatformDown, Refused)) as caught:
        client.run(POTS, "orders_exist", {"ids": ["gid://shopify/Order/secret"]})
    told = f"{caught.value!r} {caught.value} {caplog.text} {capsys.readouterr()}"
    assert "token-1" not in told
    assert "secret" not in told
    assert caught.value.__cause__ is None


def test_an_answer_may_come_from_a_pool_that_was_closed_by_the_server(server, client):
    server.say("OrdersExist", good(DATA, headers={"Connection": "close"}))
    assert ask(client) == ask(client) == DATA


def test_the_pool_takes_no_proxy_or_login_from_the_environment():
    http = pooled()
    assert isinstance(http, requests.Session)
    assert http.trust_env is False
