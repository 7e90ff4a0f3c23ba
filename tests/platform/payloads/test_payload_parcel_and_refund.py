from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugin.errors import BadPayload
from plugin.events import Money

PARCEL = {
    "id": 480, "order_id": 570, "status": "success", "shipment_status": "DELIVERED",
    "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-22T09:00:00Z", "tracking_company": "UPS",
    "tracking_number": "1Z\u2620", "tracking_url": "https://ups.example/track?n=1",
    "destination": {"country_code": "FR"}, "line_items": [{"id": 140}, None, {"id": 141}],
}  # fmt: skip


def test_a_parcel_is_read_whole(read):
    parcel = read("fulfillments/update", PARCEL)
    assert (parcel.id, parcel.order_id, parcel.status, parcel.shipment_status) == (480, 570, "success", "delivered")
    assert parcel.created_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert parcel.updated_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert (parcel.carrier, parcel.tracking_number, parcel.country) == ("UPS", "1Z\u2620", "FR")
    assert (parcel.tracking_url, parcel.line_ids) == ("https://ups.example/track?n=1", (140, 141))


def test_a_tracking_link_must_be_a_web_address(read):
    assert read("fulfillments/create", {**PARCEL, "tracking_url": "javascript:x"}).tracking_url is None


def test_a_parcel_must_say_whose_order_it_is(read):
    with pytest.raises(BadPayload, match="order_id is missing"):
        read("fulfillments/create", {**PARCEL, "order_id": None})


def test_a_scan_is_dated_by_the_carrier(read):
    scan = {
        "id": 1,
        "fulfillment_id": 480,
        "order_id": 570,
        "shop_id": 9,
        "status": "delivered",
        "happened_at": "2026-11-22T08:00:00+01:00",
    }
    moved = read("fulfillment_events/create", scan)
    assert (moved.id, moved.parcel_id, moved.order_id, moved.platform_shop_id) == (1, 480, 570, 9)
    assert (moved.status, moved.at) == ("delivered", datetime(2026, 11, 22, 7, tzinfo=UTC))
    with pytest.raises(BadPayload, match="status is missing"):
        read("fulfillment_events/create", {**scan, "status": None})


def paid_back(amount: str, status: str = "success", kind: str = "refund", **more: object) -> dict[str, object]:
    return {"kind": kind, "status": status, "amount": amount, "currency": "USD", **more}


def refund_of(*transactions: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": 490, "order_id": 570, "created_at": "2026-11-22T09:00:00Z", "transactions": transactions, **more}


def test_only_money_that_moved_back_is_refunded(read):
    body = refund_of(
        paid_back("5.00"), paid_back("2.50"), paid_back("9.00", "failure"), paid_back("8.00", kind="sale")
    )
    refund = read("refunds/create", body)
    assert (refund.id, refund.order_id, refund.amount) == (490, 570, Money(750, "USD"))
    assert refund.at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_the_shops_currency_wins_where_a_transaction_states_it(read):
    both = {"shop_money": {"amount": "5.00", "currency_code": "USD"}}
    body = refund_of(paid_back("750", currency="JPY", amount_set=both))
    assert read("refunds/create", body).amount == Money(500, "USD")


@pytest.mark.parametrize(
    ("more", "currency"),
    [({}, "XXX"), ({"total_duties_set": {"shop_money": {"amount": "0.00", "currency_code": "CAD"}}}, "CAD")],
)
def test_a_refund_without_transactions_moved_nothing(read, more, currency):
    assert read("refunds/create", refund_of(**more)).amount == Money(0, currency)


def test_a_refund_in_two_currencies_has_no_sum(read):
    with pytest.raises(BadPayload, match="different currencies"):
        read("refunds/create", refund_of(paid_back("5.00"), paid_back("5.00", currency="EUR")))


def test_refunded_lines_come_with_their_quantity(read):
    body = refund_of(refund_line_items=[{"line_item_id": 140, "quantity": 1, "subtotal": 20.0}, None])
    assert read("refunds/create", body).lines == ((140, 1),)
