"""Signed bodies that are wrong, odd or old: what they do to rows and messages, and to the next good delivery."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from facts_world import World
from hostile_cases import ORDER_ID, ada, corpus, order, raw_body

from plugin.model.customer import Customer
from plugin.model.inbox import InboxItem
from plugin.model.order import Order

DAY = timedelta(days=1)
Effect = Callable[[World], None]


def _rejected(world: World) -> None:
    """Visible as rejected, with a reason; nothing was stored; the next good delivery goes through."""
    (item,) = world.rows(InboxItem)
    assert item.state == "rejected"
    assert item.reason
    assert world.rows(Order) == []
    assert world.rows(Customer) == []
    world.tell("orders/create", order())
    world.work()
    assert [letter.to for letter in world.email.letters] == ["ada@example.com"]


def _same_order(world: World) -> None:
    world.tell("orders/create", order())
    world.work()
    assert [row.id for row in world.rows(Order)] == [ORDER_ID]
    assert len(world.email.letters) == 1


def _twenty_dollars(world: World) -> None:
    assert [(row.total, row.currency) for row in world.rows(Order)] == [(2000, "USD")]


def _two_thousand_yen(world: World) -> None:
    assert [(row.total, row.currency) for row in world.rows(Order)] == [(2000, "JPY")]


def _no_review(world: World) -> None:
    parcel = {
        "id": 1, "order_id": ORDER_ID, "status": "success", "created_at": "2026-11-21T09:00:00-05:00",
        "updated_at": "2026-11-21T09:00:00-05:00",
    }  # fmt: skip
    world.tell("fulfillments/create", parcel)
    world.after(60 * DAY)
    assert [row["state"] for row in world.ledger(flow="review_request") if row["state"] != "cancelled"] == []


def _guest(world: World) -> None:
    world.after(60 * DAY)
    assert len(world.rows(Order)) == 1
    assert world.rows(Customer) == []
    assert [letter.to for letter in world.letters] == ["ada@example.com"]
    assert {row["flow"] for row in world.ledger()} == {"thank_you"}


def _nothing_goes(world: World) -> None:
    world.after(60 * DAY)
    assert world.letters == []
    assert {row["state"] for row in world.ledger()} <= {"suppressed", "cancelled", "expired"}


def _no_rows(world: World) -> None:
    _nothing_goes(world)
    assert world.ledger() == []


def _english(world: World) -> None:
    world.work()
    assert [letter.to for letter in world.email.letters] == ["ada@example.com"]


def _clean_name(world: World) -> None:
    """A NUL is left out; an order that was paid is not thrown away for it."""
    world.work()
    (row,) = world.rows(Customer)
    assert world.shop.keys.open("customer.first_name", row.id, row.first_name) == "Ada"
    assert [letter.to for letter in world.email.letters] == ["ada@example.com"]


def _no_harm(world: World) -> None:
    world.work()
    assert world.rows(InboxItem)[0].state in {"done", "rejected"}


_AGO = "2016-11-20T10:00:00-05:00"
_NOBODY = ada(email=None, phone=None)
OWN: dict[str, tuple[Any, Effect]] = {
    "json_truncated": (b'{"id": 5700000000001, "total', _rejected),
    "json_empty": (b"", _rejected),
    "json_null": (b"null", _rejected),
    "json_array": (b"[]", _rejected),
    "json_invalid_utf8": (b'{"id": 5700000000001, "name": "\xff\xfe"}', _rejected),
    "json_int_5000_digits": (b'{"id": ' + b"9" * 5000 + b"}", _rejected),
    "json_nul_escape": (json.dumps(order(customer=ada(first_name="Ad\0a"))).encode(), _clean_name),
    "id_as_string": (order(id=str(ORDER_ID)), _same_order),
    "id_missing": (order(id=...), _rejected),
    "total_as_number": (order(total_price=20), _twenty_dollars),
    "total_negative": (order(total_price="-20.00"), _rejected),
    "total_text": (order(total_price="example string"), _rejected),
    "total_jpy_integer": (order(currency="JPY", presentment_currency="JPY", total_price="2000"), _two_thousand_yen),
    "line_items_missing": (order(line_items=...), _rejected),
    "product_id_null": (order(line_items=[{**order()["line_items"][0], "product_id": None}]), _no_review),
    "customer_absent": (order(customer=...), _guest),
    "customer_null": (order(customer=None), _guest),
    "customer_email_null_phone_null": (order(customer=_NOBODY, email="", contact_email=None), _nothing_goes),
    "created_at_garbage": (order(created_at="yesterday"), _rejected),
    "created_at_no_offset": (order(created_at="2026-11-20T10:00:00"), _no_harm),
    "created_at_ten_years_ago": (order(created_at=_AGO, processed_at=_AGO), _no_rows),
    "test_order": (order(test=True), _nothing_goes),
    "cancelled_on_create": (order(cancelled_at="2026-11-20T10:05:00-05:00"), _nothing_goes),
    "locale_path": (order(customer_locale="../../../../etc/passwd"), _english),
}  # fmt: skip
_ONLY_SHARED: dict[str, Effect] = {
    "json_bom": _rejected, "json_lone_surrogate_escape": _rejected,
}  # fmt: skip
_NEEDS_A_SERVER = {"nesting_100k_arrays", "body_6MB"}
SHARED = {case["name"]: raw_body(case["request"]) for case in corpus("webhook_body")}


@pytest.mark.parametrize("name", OWN)
def test_what_a_hostile_body_does(database, name: str) -> None:
    body, effect = OWN[name]
    _check(database, body, effect)


@pytest.mark.skipif(not SHARED, reason="the hostile corpus is not here")
@pytest.mark.parametrize("name", [*OWN, *_ONLY_SHARED])
def test_what_a_body_of_the_corpus_does(database, name: str) -> None:
    assert set(SHARED) - _NEEDS_A_SERVER == {*OWN, *_ONLY_SHARED}
    _check(database, SHARED[name], _ONLY_SHARED.get(name) or OWN[name][1])


def test_nesting_that_no_order_has_is_rejected_and_not_recursed_into(database) -> None:
    _check(database, b"[" * 100_000 + b"1" + b"]" * 100_000, _rejected)


def _check(database, body: Any, effect: Effect) -> None:
    world = World(database)
    world.tell("orders/create", body)
    effect(world)
