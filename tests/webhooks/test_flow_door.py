"""What Shopify Flow says comes in by the shop that the signed body names."""

import json

import pytest
from webhooks_world import DOMAIN, OLD_SECRET, Door, sign

USED = {
    "flow_trigger_definition_id": "review-submitted", "has_enabled_flow": True, "shop_id": 1,
    "shopify_domain": DOMAIN, "timestamp": "2026-11-21T10:00:00Z",
}  # fmt: skip


@pytest.fixture
def door(database, ring):
    made = Door(database, ring)
    yield made
    made.inbox.close()


def say(door, told, path="/flow/triggers", **more):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return door.ask(path, body, {"X-Shopify-Hmac-Sha256": sign(body), **more})


def test_what_flow_says_is_durable_before_it_is_answered(door):
    assert say(door, USED) == 200
    (row,) = door.rows()
    assert (row.source, row.topic, row.state) == ("flow", "flow/triggers", "waiting")
    assert door.woken == ["inbox"]


def test_the_same_twice_is_once(door):
    assert [say(door, USED), say(door, USED)] == [200, 200]
    assert len(door.rows()) == 1


def test_the_old_secret_counts_too(door):
    body = json.dumps(USED).encode()
    assert door.ask("/flow/triggers", body, {"X-Shopify-Hmac-Sha256": sign(body, OLD_SECRET)}) == 200


@pytest.mark.parametrize("given", [None, "", "x", sign(b"other"), "ä"])
def test_nobody_else_is_heard(door, given):
    assert door.ask("/flow/triggers", json.dumps(USED).encode(), {"X-Shopify-Hmac-Sha256": given}) == 401
    assert door.rows() == []


def test_a_header_names_no_other_shop(door):
    door.shops.add("pans.myshopify.com", now=door.clock.now())
    assert say(door, USED, **{"X-Shopify-Shop-Domain": "pans.myshopify.com"}) == 200
    assert len(door.rows()) == 1


@pytest.mark.parametrize("domain", ["nobody.myshopify.com", "", "x"])
def test_a_shop_nobody_knows_is_not_here(door, domain):
    assert say(door, USED | {"shopify_domain": domain}) == 404


def test_a_shop_that_left_is_not_here(door):
    door.shops.change(door.shop.id, uninstalled_at=door.clock.now())
    assert say(door, USED) == 404
    assert door.rows() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"\xff", b'{"shopify_domain":7}', b"[" * 5000])
def test_what_names_no_shop_is_not_understood(door, body):
    assert say(door, body) == 422


def test_other_addresses_and_ways_are_not_there(door):
    assert say(door, USED, path="/flow/other") == 404
    assert door.ask("/flow/triggers", b"", {}, REQUEST_METHOD="GET") == 405
