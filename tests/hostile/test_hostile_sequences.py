"""Deliveries that come twice, late, in the wrong order or too often: what becomes of them in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from facts_world import NOW, World
from hostile_cases import ADA, ADA_ID, LINE_ID, ORDER_ID, PRODUCT_ID, ada, corpus, filled, order
from own_history import DOMAIN

from plugin.events import Channel, ConsentState
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.inbox import InboxItem
from plugin.model.message import Message
from plugin.model.order import Order
from plugin.model.product import Product

Step = dict[str, Any]
DAY = timedelta(days=1)
SHOP_NUMBER = 548380009
LATER, LATEST = "2026-11-20T12:00:00-05:00", "2026-11-20T13:00:00-05:00"


def _told(topic: str, body: Any, **more: Any) -> Step:
    return {"topic": topic, "body": body, **more}


_CREATE = _told("orders/create", order())
_GONE = _told("app/uninstalled", {"id": SHOP_NUMBER, "myshopify_domain": DOMAIN})
_REDACT = _told(
    "customers/redact",
    {"shop_domain": DOMAIN, "customer": {"id": ADA_ID, "email": ADA["email"], "phone": ADA["phone"]},
     "orders_to_redact": [ORDER_ID]},
)  # fmt: skip
_PARCEL = _told(
    "fulfillments/create",
    {"id": 4800000000001, "order_id": ORDER_ID, "status": "success", "shipment_status": None,
     "created_at": "2026-11-21T09:00:00-05:00", "updated_at": "2026-11-21T09:00:00-05:00"},
)  # fmt: skip
_REFUND = _told(
    "refunds/create",
    {"id": 4900000000001, "order_id": ORDER_ID, "created_at": "2026-11-22T09:00:00-05:00",
     "refund_line_items": [{"id": 1, "line_item_id": LINE_ID, "quantity": 1}],
     "transactions": [{"id": 2, "kind": "refund", "status": "success", "amount": "20.00", "currency": "USD"}]},
)  # fmt: skip
_CANCELLED = _told("orders/cancelled", order(cancelled_at="2026-11-20T11:30:00-05:00", updated_at=LATER))
_LEFT = _told(
    "customers_email_marketing_consent/update",
    {"customer_id": ADA_ID, "email_address": ADA["email"],
     "email_marketing_consent": {"state": "unsubscribed", "consent_updated_at": "2026-11-20T15:00:00Z"}},
)  # fmt: skip
OWN: dict[str, list[Step]] = {
    "same_delivery_twice": [{**_CREATE, "webhook_id": "w1"}] * 2,
    "same_delivery_20_at_once": [{**_CREATE, "webhook_id": "w1", "parallel": 20}],
    "same_event_two_webhook_ids": [{**_CREATE, "webhook_id": "w1"}, {**_CREATE, "webhook_id": "w2"}],
    "updated_before_create": [_told("orders/updated", order(updated_at=LATER)), _CREATE],
    "older_update_arrives_last": [
        _CREATE,
        _told("orders/updated", order(updated_at=LATEST, email="new@example.com")),
        _told("orders/updated", order(updated_at="2026-11-20T11:00:00-05:00", email="old@example.com")),
    ],
    "cancelled_then_late_create": [_CANCELLED, _CREATE],
    "cancelled_after_schedule": [_CREATE, _PARCEL, _CANCELLED],
    "refunded_line_before_review": [_CREATE, _PARCEL, _REFUND],
    "redact_then_late_order": [_CREATE, _REDACT, _told("orders/updated", order(updated_at=LATER))],
    "redact_with_pending_messages": [_CREATE, _REDACT],
    "uninstalled_then_late_order": [_GONE, _CREATE],
    "uninstalled_with_pending_messages": [_CREATE, _GONE],
    "unsubscribe_then_stale_subscribed": [
        _LEFT, _told("customers/update", ada(created_at="2026-01-01T00:00:00Z", updated_at="2026-11-20T14:00:00Z")),
    ],
    "unsubscribed_in_app_then_order_says_subscribed": [{"action": "unsubscribe_link", "channel": "email"}, _CREATE],
    "product_deleted_then_cross_sell": [_told("products/delete", {"id": PRODUCT_ID}), _CREATE],
    "fifty_orders_in_a_minute_one_customer": [{**_CREATE, "repeat": 50, "vary": "id"}],
}  # fmt: skip


def _one_order_one_set(world: World) -> None:
    world.after(DAY)
    assert [row.id for row in world.rows(Order)] == [ORDER_ID]
    assert len(world.letters) == len({letter.key for letter in world.letters}) == 2
    assert {row["dedupe_key"] for row in world.ledger(flow="thank_you")} == {
        f"thank_you:order:{ORDER_ID}:0:email", f"thank_you:order:{ORDER_ID}:0:sms",
    }  # fmt: skip


def _new_content(world: World) -> None:
    _one_order_one_set(world)
    assert world.rows(Order)[0].seen_at.isoformat() == "2026-11-20T17:00:00+00:00"


def _newest_address(world: World) -> None:
    row = world.rows(Order)[0]
    assert world.shop.keys.open("orders.email", row.id, row.email) == "new@example.com"


def _nothing_goes(world: World) -> None:
    world.after(90 * DAY)
    assert world.letters == []
    assert {row["state"] for row in world.ledger()} <= {"cancelled", "suppressed", "expired"}


def _stays_cancelled(world: World) -> None:
    assert world.rows(Order)[0].cancelled_at is not None
    _nothing_goes(world)


def _no_review(world: World) -> None:
    world.after(90 * DAY)
    assert [row for row in world.ledger(flow="review_request") if row["state"] != "cancelled"] == []


def _nothing_of_ada(world: World) -> None:
    assert world.rows(Customer) == []
    rows = [*world.rows(Order), *world.rows(Message), *world.rows(InboxItem)]
    kept = {getattr(row, name, None) for row in rows for name in ("email", "phone", "to", "to_hash", "body")}
    assert kept == {None}
    assert all(line["customer_id"] is None for line in world.ledger())
    _nothing_goes(world)


def _uninstalled(world: World) -> None:
    assert world.shop.uninstalled_at is not None
    assert not world.shop.has_token
    _nothing_goes(world)


def _still_unsubscribed(world: World) -> None:
    entries = [row for row in world.rows(ConsentEntry) if row.channel == "email"]
    assert max(entries, key=lambda row: row.at).state == "unsubscribed"
    world.tell("orders/create", order(id=ORDER_ID + 7))
    world.tell("fulfillments/create", {**_PARCEL["body"], "id": 9, "order_id": ORDER_ID + 7})
    world.after(60 * DAY)
    assert {row["flow"] for row in world.ledger(state="accepted", channel="email")} == {"thank_you"}


def _product_is_gone(world: World) -> None:
    world.after(60 * DAY)
    assert [row.is_active for row in world.rows(Product)] == [False]
    assert all(PRODUCT_ID not in row["product_ids"] for row in world.ledger(flow="cross_sell"))


def _at_most_five_thanks(world: World) -> None:
    world.after(60 * DAY)
    assert len(world.rows(Order)) == 50
    for channel in ("email", "sms"):
        thanked = world.ledger(flow="thank_you", channel=channel)
        assert [row["state"] for row in thanked].count("accepted") == 5
        assert {row["reason"] for row in thanked} == {None, "burst"}
    promotional = [row for row in world.ledger(state="accepted") if row["purpose"] == "promotional"]
    assert len(promotional) <= 6


EFFECTS: dict[str, Callable[[World], None]] = {
    "same_delivery_twice": _one_order_one_set,
    "same_delivery_20_at_once": _one_order_one_set,
    "same_event_two_webhook_ids": _one_order_one_set,
    "updated_before_create": _new_content,
    "older_update_arrives_last": _newest_address,
    "cancelled_then_late_create": _stays_cancelled,
    "cancelled_after_schedule": _stays_cancelled,
    "refunded_line_before_review": _no_review,
    "redact_then_late_order": _nothing_of_ada,
    "redact_with_pending_messages": _nothing_of_ada,
    "uninstalled_then_late_order": _uninstalled,
    "uninstalled_with_pending_messages": _uninstalled,
    "unsubscribe_then_stale_subscribed": _still_unsubscribed,
    "unsubscribed_in_app_then_order_says_subscribed": _still_unsubscribed,
    "product_deleted_then_cross_sell": _product_is_gone,
    "fifty_orders_in_a_minute_one_customer": _at_most_five_thanks,
}
SHARED = {case["name"]: case["steps"] for case in corpus("sequence")}


@pytest.mark.parametrize("name", EFFECTS)
def test_what_becomes_of_a_hostile_sequence(database, name: str) -> None:
    _check(database, name, OWN[name])


@pytest.mark.parametrize("name", ["same_delivery_20_at_once", "redact_then_late_order", "cancelled_after_schedule"])
def test_what_becomes_of_it_on_postgresql(postgres_database, name: str) -> None:
    _check(postgres_database, name, OWN[name])


@pytest.mark.skipif(not SHARED, reason="the hostile corpus is not here")
@pytest.mark.parametrize("name", EFFECTS)
def test_what_becomes_of_a_sequence_of_the_corpus(database, name: str) -> None:
    assert set(SHARED) == set(EFFECTS)
    _check(database, name, filled(SHARED[name], DOMAIN))


def _check(database, name: str, steps: list[Step]) -> None:
    world = World(database, platform_shop_id=SHOP_NUMBER)
    for step in steps:
        _take(world, step)
    EFFECTS[name](world)


def _take(world: World, step: Step) -> None:
    """All deliveries of a step are in the inbox before any is worked off; nothing is sent in between."""
    if "action" in step:
        _leave_by_link(world)
        return
    for n in range(step.get("repeat", 1)):
        body = {**step["body"], "id": step["body"]["id"] + n} if step.get("vary") == "id" else step["body"]
        for _ in range(step.get("parallel", 1)):
            world.put(step["topic"], body, webhook_id=step.get("webhook_id"))
    world.inline.wake("inbox")


def _leave_by_link(world: World) -> None:
    """An earlier order's thank-you was answered with the unsubscribe link."""
    world.tell("orders/create", order(id=ORDER_ID + 90, name="#1990"))
    world.work()
    message = next(row for row in world.ledger(state="accepted", channel="email"))
    said = {"message_id": message["id"], "channel": Channel.EMAIL.value}
    world.tell("shopper/unsubscribed", said, source="shopper")
    assert ConsentState.UNSUBSCRIBED.value in {row.state for row in world.rows(ConsentEntry)}
    assert world.clock.now() >= NOW


@pytest.mark.parametrize("at_once", [True, False])
def test_many_guest_orders_in_a_minute_thank_one_address_five_times(database, at_once: bool) -> None:
    world = World(database)
    for n in range(20):
        world.put("orders/create", order(id=ORDER_ID + n, customer=None))
        if not at_once:
            world.work()
    world.work()
    assert len(world.email.letters) == 5
    assert {row["reason"] for row in world.ledger(channel="email")} == {None, "burst"}
