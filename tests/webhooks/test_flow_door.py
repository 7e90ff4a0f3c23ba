"""What Shopify Flow says comes in by the shop that the signed body names."""

import json

import pytest
from webhooks_world import DOMAIN, OLD_SECRET, Door, sign

from plugin.model.customer import Customer

USED = {
    "flow_trigger_definition_id": "review-submitted", "has_enabled_flow": True, "shop_id": 1,
    "shopify_domain": DOMAIN, "timestamp": "2026-11-21T10:00:00Z",
}  # fmt: skip


@pytest.fixture
def door(database, ring):
    made = Door(database, ring)
    yield made
    made.inbox.close()


ASKED = {
    "shop_id": "1", "shopify_domain": DOMAIN, "action_run_id": "run-1", "handle": "encore-send-message",
    "action_definition_id": "Send Encore message",
    "properties": {"customer_id": "7", "step_reference": "320d4f8a"},
}  # fmt: skip


def knows(door, customer_id=7):
    with door.database.write(door.shop.id) as session:
        session.add(Customer(shop_id=door.shop.id, id=customer_id))


def ask(door, **changed):
    return say(door, ASKED | changed, path="/flow/send-message")


def said(door):
    return json.loads(door.answer_body)["message"]


@pytest.fixture
def ready(door):
    """A shop whose flow is on and who knows customer 7."""
    door.shops.change(door.shop.id, flows_on_since={"workflow": ""})
    knows(door)
    return door


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


def test_a_run_of_the_action_is_durable_before_it_is_answered(ready):
    assert ask(ready) == 200
    (row,) = ready.rows()
    assert (row.source, row.topic) == ("flow", "flow/send-message")
    assert ready.woken == ["inbox"]


def test_a_run_that_flow_repeats_is_one(ready):
    """Even where it writes it in other words."""
    assert [ask(ready), ask(ready, handle="renamed"), ask(ready, action_run_id="run-2")] == [200, 200, 200]
    assert len(ready.rows()) == 2


def test_a_flow_that_is_off_says_what_to_do(door):
    knows(door)
    assert ask(door) == 422
    assert said(door) == 'Switch on "Asked by a workflow" in Encore first.'
    assert door.rows() == []


def test_flow_comes_again_for_a_customer_who_is_not_known_yet(ready):
    assert ask(ready, properties={"customer_id": "8"}) == 429
    assert ready.answered[1]["Retry-After"] == "60"
    knows(ready, 8)
    assert ask(ready, properties={"customer_id": "8"}) == 200


def test_a_customer_of_another_shop_is_not_known_here(ready):
    other = ready.shops.add("pans.myshopify.com", now=ready.clock.now(), flows_on=("workflow",))
    assert ask(ready, shopify_domain=other.domain) == 429


@pytest.mark.parametrize(
    "changed", [{"properties": {}}, {"properties": None}, {"properties": {"customer_id": ""}},
                {"properties": {"customer_id": "0"}}, {"properties": {"customer_id": "7 or 1"}},
                {"properties": {"customer_id": "7\n"}}, {"properties": {"customer_id": -7}},
                {"properties": {"customer_id": [7]}}, {"properties": {"customer_id": "9" * 30}},
                {"properties": {"customer_id": 10**30}}, {"action_run_id": ""}, {"action_run_id": None},
                {"action_run_id": 7}, {"action_run_id": "x" * 500}],
)  # fmt: skip
def test_what_asks_for_nobody_is_not_understood(ready, changed):
    assert ask(ready, **changed) == 422
    assert said(ready) == "The action needs a customer."
    assert ready.rows() == []


def test_an_action_that_nobody_signed_is_not_heard(ready):
    body = json.dumps(ASKED).encode()
    assert ready.ask("/flow/send-message", body, {}) == 401
    assert ready.rows() == []
