"""Webhooks go out as Shopify's do: over real HTTP, signed, again with growing gaps, sometimes twice."""

import base64
import hmac
import json

import pytest
from devstore_world import SECRET, START

from devstore import shop as words
from devstore.act import Refused
from devstore.app_config import Subscription
from devstore.doings import installing, people
from devstore.webhooks import listed, sending
from devstore.webhooks.queue import GAPS, trimmed, waiting


def states(world):
    with world.store.database.read() as session:
        return [(row.topic, row.state, row.attempts) for row in listed.latest(session)]


def test_nothing_is_sent_before_the_install(served, app):
    served.order(served.join())
    assert served.store.sender.drain() == 0
    assert app.taken == []


def test_a_webhook_carries_every_header_and_a_signature_over_its_bytes(served, app):
    served.install()
    order = served.order(served.join("Zoë"))
    served.store.sender.drain()
    by_topic = {one.headers["X-Shopify-Topic"]: one for one in app.taken}
    paid = by_topic["orders/paid"]
    assert paid.path == "/webhooks"
    assert paid.json["id"] == order.id
    assert "Zoë".encode() in paid.body
    mac = base64.b64encode(hmac.digest(SECRET.encode(), paid.body, "sha256")).decode()
    assert paid.headers["X-Shopify-Hmac-Sha256"] == mac
    assert paid.headers["X-Shopify-Shop-Domain"] == words.DOMAIN
    assert paid.headers["X-Shopify-API-Version"] == "2026-10"
    assert paid.headers["X-Shopify-Triggered-At"] == "2026-03-02T09:30:00.000Z"
    assert paid.headers["X-Shopify-Name"] == "most"
    assert paid.headers["Content-Type"] == "application/json"
    created = by_topic["orders/create"]
    assert paid.headers["X-Shopify-Event-Id"] == created.headers["X-Shopify-Event-Id"]
    assert paid.headers["X-Shopify-Webhook-Id"] != created.headers["X-Shopify-Webhook-Id"]
    assert "X-Shopify-Name" not in by_topic["products/update"].headers


def test_only_topics_that_the_app_asked_for_are_sent_with_the_fields_it_asked_for(served, app):
    served.install()
    served.order(served.join())
    served.store.sender.drain()
    assert "customers/purchasing_summary" not in app.topics()
    product = next(one.json for one in app.taken if one.headers["X-Shopify-Topic"] == "products/update")
    assert set(product) == {"id", "title", "variants"}
    assert [set(variant) for variant in product["variants"]] == [{"id", "price"}] * 2


def test_a_failed_webhook_is_tried_eight_times_more_with_growing_gaps_and_given_up(served, app):
    served.install()
    served.join()
    app.status = 500
    tried_at = []
    for _ in range(5 * 60 * 6):  # five hours in steps of ten seconds
        before = len(app.taken)
        served.store.sender.drain()
        if len(app.taken) > before:
            tried_at.append((served.wall.at - START).total_seconds())
        served.wall.push(seconds=10)
    assert tried_at == [0, 10, 40, 130, 430, 1330, 3130, 6730, 14400]
    assert sum(gap.total_seconds() for gap in GAPS) == 4 * 3600
    assert states(served) == [("customers/create", "given up", 9)]
    assert (
        len({one.body for one in app.taken}) == len({one.headers["X-Shopify-Webhook-Id"] for one in app.taken}) == 1
    )


def test_a_redirect_is_a_failure(served, app):
    served.install()
    served.join()
    app.status, app.headers = 302, {"Location": "/elsewhere"}
    served.store.sender.drain()
    assert [one.path for one in app.taken] == ["/webhooks"]
    assert states(served) == [("customers/create", "tried again later", 1)]
    app.status = 204
    served.wall.push(seconds=10)
    served.store.sender.drain()
    assert states(served) == [("customers/create", "taken", 2)]


def test_an_answer_after_five_seconds_is_none(served, app, monkeypatch):
    monkeypatch.setattr(sending, "_WHOLE_S", 0.1)
    served.install()
    served.join()
    app.after_s = 0.4
    served.store.sender.drain()
    with served.store.database.read() as session:
        assert listed.latest(session)[0].answer == "no answer in time"


def test_the_switch_sends_everything_twice_with_the_same_id(served, app):
    served.install()
    served.store.sender.switch(sending.DUPLICATES, True)
    served.join()
    served.store.sender.drain()
    assert [one.headers["X-Shopify-Webhook-Id"] for one in app.taken] == 2 * [
        app.taken[0].headers["X-Shopify-Webhook-Id"]
    ]
    assert waiting_now(served) == 0


def test_the_switch_shuffles_a_batch(served, app):
    served.install()
    served.store.sender.switch(sending.SHUFFLED, True)
    for place in range(20):
        served.join(f"N{place}", f"n{place}@example.com", f"+4474001002{place:02}")
    served.store.sender.drain()
    names = [one.json["first_name"] for one in app.taken]
    assert sorted(names) == sorted(f"N{place}" for place in range(20))
    assert names != [f"N{place}" for place in range(20)]


def test_a_webhook_can_be_sent_again_by_hand(served, app):
    served.install()
    served.join()
    served.store.sender.drain()
    with served.store.database.write() as session:
        listed.send_again(session, listed.latest(session)[0].id, served.store.clock.now())
    served.store.sender.drain()
    assert len(app.taken) == 2
    assert app.taken[0].headers["X-Shopify-Webhook-Id"] == app.taken[1].headers["X-Shopify-Webhook-Id"]


def test_an_uninstall_is_told_at_once_and_erasure_follows_after_two_days(served, app):
    token = served.install()
    app.status = 500
    served.join()
    served.store.sender.drain()
    app.status = 200
    with served.act() as act:
        installing.uninstall(act)
    served.store.sender.drain()
    assert app.topics()[1:] == ["app/uninstalled"]
    assert app.taken[-1].json["myshopify_domain"] == words.DOMAIN
    served.join("Jane", "jane@example.com", "+447400100102")
    served.wall.push(hours=47, minutes=59)
    served.store.sender.drain()
    assert app.topics()[1:] == ["app/uninstalled"]
    served.wall.push(minutes=1)
    served.store.sender.drain()
    assert app.topics()[1:] == ["app/uninstalled", "shop/redact"]
    assert token


def test_a_reinstall_in_time_calls_the_erasure_off(served, app):
    served.install()
    with served.act() as act:
        installing.uninstall(act)
    served.store.sender.drain()
    served.install()
    served.wall.push(days=3)
    served.store.sender.drain()
    assert app.topics() == ["app/uninstalled"]


def test_what_fails_to_happen_is_not_told(served, app):
    served.install()
    john = served.join("John", "john@example.com", None)
    served.store.sender.drain()
    before = len(app.taken)
    with pytest.raises(Refused, match="no phone number"):
        half_done(served, john)
    served.store.sender.drain()
    assert len(app.taken) == before


def test_included_fields_reach_into_lists_and_objects():
    body = json.dumps({"a": 1, "b": [{"c": 1, "d": {"e": 2, "f": 3}}, {"c": 4}], "g": None}).encode()
    wanted = Subscription("t", "/", None, ("a", "b.c", "b.d.e", "g", "nothing"))
    assert json.loads(trimmed(body, wanted)) == {"a": 1, "b": [{"c": 1, "d": {"e": 2}}, {"c": 4}], "g": None}


def half_done(world, customer):
    with world.act() as act:
        people.changed(act, people.customer_of(act.session, customer.id))
        people.consent(act, people.customer_of(act.session, customer.id), "sms", "subscribed")


def waiting_now(world):
    with world.store.database.read() as session:
        return waiting(session)


def test_one_in_ten_is_lost_when_it_is_told_to_lose_some(served, app):
    served.install()
    served.store.sender.switch(sending.LOST, True)
    for number in range(50):
        served.join(email=f"john{number}@example.com", phone=None)
    served.store.sender.drain()
    served.wall.push(hours=5)
    served.store.sender.drain()
    assert 40 < app.topics().count("customers/create") < 50
