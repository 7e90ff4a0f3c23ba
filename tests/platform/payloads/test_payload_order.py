from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugin.errors import BadPayload
from plugin.events import Line, Money, Place

CREATED = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
UPDATED = datetime(2026, 11, 20, 15, 0, 5, tzinfo=UTC)
PROCESSED = datetime(2026, 11, 20, 14, 59, tzinfo=UTC)


def test_an_order_is_read_whole(read, an_order):
    order = read("orders/create", an_order())
    assert (order.id, order.name, order.source, order.is_test, order.is_creation) == (
        570,
        "#2001",
        "web",
        False,
        True,
    )
    assert (order.created_at, order.updated_at, order.processed_at) == (CREATED, UPDATED, PROCESSED)
    assert order.total == Money(2000, "USD")
    assert order.presentment_total == Money(6155, "KWD")
    assert order.shipping == Place("US", "CO", "Denver", "80202")
    assert order.shipping_phone == "+12025550100"
    assert order.codes == ("WELCOME",)
    assert order.lines == (Line(140, 830, 831, "Kettle", "Red", 2, 1, Money(1000, "USD"), False, True),)
    assert (order.platform_shop_id, order.locale, order.cancelled_at) == (548380009, "en-GB", None)


@pytest.mark.parametrize(
    ("topic", "status", "paid_at", "is_sure"),
    [
        ("orders/create", "paid", PROCESSED, True),
        ("orders/paid", "paid", UPDATED, True),
        ("orders/paid", "partially_refunded", UPDATED, True),
        ("orders/updated", "refunded", PROCESSED, False),
        ("orders/fulfilled", "PAID", PROCESSED, False),
        ("orders/create", "pending", None, False),
        ("orders/paid", "voided", None, False),
        ("orders/paid", None, None, False),
        ("orders/updated", "partially_paid", None, False),
    ],
)
def test_when_an_order_was_paid_depends_on_status_and_topic(read, an_order, topic, status, paid_at, is_sure):
    order = read(topic, an_order(financial_status=status))
    assert (order.paid_at, order.paid_at_is_sure) == (paid_at, is_sure)


def test_a_paid_order_without_a_processing_time_was_paid_when_created(read, an_order):
    assert read("orders/create", an_order(processed_at=None)).paid_at == CREATED


def test_parcels_and_refunds_inside_an_order_take_its_id_time_country_and_currency(read, an_order):
    order = read("orders/updated", an_order())
    (parcel,) = order.parcels
    assert (parcel.order_id, parcel.updated_at, parcel.country, parcel.line_ids) == (570, UPDATED, "US", (140,))
    (refund,) = order.refunds
    assert (refund.order_id, refund.amount) == (570, Money(0, "USD"))


def test_a_buyer_inside_an_order_is_short_and_dated_by_the_order(read, an_order, a_customer):
    buyer = read("orders/create", an_order()).customer
    assert (buyer.id, buyer.first_name, buyer.last_name, buyer.is_full) == (730, "Ada", None, False)
    assert buyer.updated_at == UPDATED
    assert not buyer.has_birthday_field
    own = read("orders/create", an_order(customer=a_customer(updated_at="2026-11-01T00:00:00Z"))).customer
    assert own.updated_at == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("customer", [None, {}, {"id": None}])
def test_an_order_without_a_customer_is_a_guest_order(read, an_order, customer):
    assert read("orders/create", an_order(customer=customer)).customer is None


@pytest.mark.parametrize(
    "changes",
    [
        {"note_attributes": [{"name": "is_gift", "value": "true"}]},
        {"note_attributes": [{"name": "Gift Message", "value": "Happy birthday"}]},
        {"note_attributes": [None, {"name": "_gift", "value": True}]},
        {"tags": "vip, Gift"},
    ],
)
def test_a_gift_is_known_by_its_notes_and_tags(read, an_order, changes):
    assert read("orders/create", an_order(**changes)).is_gift


@pytest.mark.parametrize(
    "changes",
    [{"note_attributes": [{"name": "gift", "value": value}]} for value in ("no", "False", " ", "", None, "0", False)]
    + [
        {"tags": "gift card buyer"},
        {"note_attributes": "gift"},
        {"note_attributes": [{"name": "engraving", "value": "x"}]},
    ],
)
def test_an_order_that_says_no_is_not_a_gift(read, an_order, changes):
    assert not read("orders/create", an_order(**changes)).is_gift


def test_line_properties_make_a_gift_but_a_gift_card_does_not(read, an_order, a_line):
    gift = a_line(properties=[{"name": "gift_note", "value": "for you"}])
    assert read("orders/create", an_order(line_items=[gift])).is_gift
    card = read("orders/create", an_order(line_items=[a_line(gift_card=True)]))
    assert card.lines[0].is_gift_card
    assert not card.is_gift


@pytest.mark.parametrize(
    ("url", "kept", "shop_id"),
    [
        ("https://checkout.shopify.com/77/orders/abc", True, 77),
        ("https://shop.example.com/41881862299/orders", True, 41881862299),
        ("https://shop.example.com/account/orders/1", True, None),
        ("https://shop.example.com/99999999999999999999/orders/1", True, None),
        ("http://shop.example.com/77/orders/abc", False, None),
        ("javascript:alert(1)//77/orders/", False, None),
        ('https://shop.example.com/"onload=x', False, None),
        (None, False, None),
    ],
)
def test_the_status_page_tells_the_shop_only_over_https(read, an_order, url, kept, shop_id):
    order = read("orders/create", an_order(order_status_url=url))
    assert (order.status_url is not None, order.platform_shop_id) == (kept, shop_id)


def test_ids_as_text_and_totals_as_numbers_mean_the_same(read, an_order):
    order = read("orders/create", an_order(id="570", total_price=20.0))
    assert (order.id, order.total) == (570, Money(2000, "USD"))


def test_a_time_without_an_offset_is_read_as_utc(read, an_order):
    order = read("orders/create", an_order(created_at="2026-11-20T10:00:00"))
    assert order.created_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_an_order_without_its_own_time_is_as_old_as_its_delivery(read, an_order, triggered_at):
    assert read("orders/updated", an_order(updated_at=None)).updated_at == triggered_at


@pytest.mark.parametrize(
    ("topic", "written"), [("orders/updated", "last week"), ("orders/cancelled", None), ("orders/cancelled", "")]
)
def test_a_cancellation_without_a_readable_time_is_still_one(read, an_order, topic, written):
    assert read(topic, an_order(cancelled_at=written)).cancelled_at == UPDATED


def test_custom_lines_have_no_product_and_old_lines_no_current_quantity(read, an_order, a_line):
    old = a_line(product_id=None, variant_id=None, current_quantity=None, title=None, name="Engraving", price=None)
    (line,) = read("orders/create", an_order(line_items=[old, None])).lines
    assert (line.product_id, line.variant_id, line.current_quantity, line.title) == (None, None, 2, "Engraving")


@pytest.mark.parametrize("locale", ["../../etc/passwd", "e", "en_", "en\n", 7, "x" * 400])
def test_a_locale_that_is_none_is_dropped(read, an_order, locale):
    assert read("orders/create", an_order(customer_locale=locale)).locale is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "id is missing"),
        ({"id": 0}, "id is not a valid id"),
        ({"id": True}, "id is not a valid id"),
        ({"id": 2**63}, "id is not a valid id"),
        ({"id": "9" * 5000}, "id is not a valid id"),
        ({"total_price": "-20.00"}, "total_price is not an amount"),
        ({"total_price": -20}, "total_price is not an amount"),
        ({"total_price": "example string"}, "total_price is not an amount"),
        ({"total_price": None}, "total_price is missing"),
        ({"total_price": "20.001"}, "total_price is not an amount USD can hold"),
        ({"total_price": 1e300}, "total_price is not an amount"),
        ({"currency": "dollars"}, "currency"),
        ({"currency": None}, "currency"),
        ({"created_at": "yesterday"}, "created_at is not a time"),
        ({"updated_at": "0001-01-01T00:00:00+14:00"}, "updated_at is not a time"),
        ({"created_at": None, "processed_at": None}, "created_at is missing"),
        ({"line_items": None}, "line_items is missing"),
        ({"line_items": "Kettle"}, "not the expected form"),
    ],
)
def test_an_order_that_cannot_be_trusted_is_refused_with_a_reason(read, an_order, changes, reason):
    with pytest.raises(BadPayload, match=reason):
        read("orders/create", an_order(**changes))


@pytest.mark.parametrize("changes", [{"id": None}, {"quantity": -1}, {"quantity": 10**12}, {"price": "free"}])
def test_a_line_that_cannot_be_trusted_refuses_the_order(read, an_order, a_line, changes):
    with pytest.raises(BadPayload):
        read("orders/create", an_order(line_items=[a_line(**changes)]))


def test_edits_say_what_came_and_what_went(read):
    edit = {
        "order_id": 570,
        "committed_at": "2026-11-21T10:00:00Z",
        "line_items": {
            "additions": [{"id": 1, "delta": 2}],
            "removals": [{"id": 2, "delta": -1}, {"id": 3, "delta": 1}],
        },
    }
    edited = read("orders/edited", {"order_edit": edit})
    assert (edited.order_id, edited.at) == (570, datetime(2026, 11, 21, 10, tzinfo=UTC))
    assert edited.changes == ((1, 2), (2, -1), (3, -1))
    with pytest.raises(BadPayload, match="order_edit is missing"):
        read("orders/edited", {})


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("request", "requested"),
        ("approve", "open"),
        ("decline", "declined"),
        ("cancel", "cancelled"),
        ("close", "closed"),
    ],
)
def test_the_topic_is_the_state_of_a_return(read, triggered_at, topic, state):
    seen = read(f"returns/{topic}", {"id": 1, "order": {"id": 570}})
    assert (seen.id, seen.order_id, seen.state, seen.at) == (1, 570, state, triggered_at)


def test_a_deleted_order_is_only_an_id(read, triggered_at):
    gone = read("orders/delete", {"id": 570})
    assert (gone.order_id, gone.at) == (570, triggered_at)
