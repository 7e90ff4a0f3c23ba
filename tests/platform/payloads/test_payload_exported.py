"""Objects of an export say the same as the webhooks of the same things."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from exported_store import SHOP_NUMBER, customer, money, order, product, refund

from plugin.errors import BadPayload
from plugin.events import Channel, ConsentState, Money, Place
from plugin.platform.payloads.exported import exported


def seen(nodes):
    (event,) = exported(nodes[0], nodes[1:])
    return event


def test_a_product_is_in_stock_where_one_of_its_variants_can_be_bought():
    jumper = seen(product(7))
    assert (jumper.id, jumper.title, jumper.price_text, jumper.tags) == (7, "Jumper 7", "79.50", ("wool", "warm"))
    assert jumper.image_url == "https://cdn.shopify.com/7.png"
    assert (jumper.in_stock, jumper.is_active, jumper.variant_count) == (True, True, 2)
    assert not seen(product(7, is_for_sale=False)).in_stock


def test_a_customer_has_address_birthday_and_what_they_answered():
    ada = seen([customer(11)])
    assert (ada.id, ada.email, ada.phone, ada.first_name) == (11, "ada11@shopper.example", "+447400100011", "Ada")
    assert ada.place == Place("GB", "ENG", "London", "E1 6AN")
    assert (ada.birthday, ada.has_birthday_field) == ("1990-07-04", True)
    assert ada.birthday_known_at == datetime(2025, 2, 2, 10, tzinfo=UTC)
    mail, text = ada.consents
    assert (mail.channel, mail.state, mail.at) == (
        Channel.EMAIL, ConsentState.SUBSCRIBED, datetime(2025, 1, 1, 10, tzinfo=UTC)
    )  # fmt: skip
    assert (text.channel, text.state, text.level) == (Channel.SMS, ConsentState.UNSUBSCRIBED, "single_opt_in")


def test_a_customer_without_addresses_has_answered_nothing():
    ada = seen([{**customer(11), "defaultEmailAddress": None, "defaultPhoneNumber": None, "defaultAddress": None}])
    assert (ada.email, ada.phone, ada.place, ada.consents) == (None, None, None, ())


def test_a_customer_without_a_birthday_says_that_there_is_none():
    ada = seen([customer(11, birthday=None)])
    assert (ada.birthday, ada.has_birthday_field) == (None, True)


def test_an_order_has_its_buyer_lines_and_parcel_and_names_its_shop():
    bought = seen(order(101, 11))
    assert (bought.id, bought.name, bought.total, bought.customer.id) == (101, "#101", Money(6000, "GBP"), 11)
    assert (bought.financial_status, bought.fulfilment_status) == ("paid", "fulfilled")
    assert (bought.platform_shop_id, bought.codes) == (SHOP_NUMBER, ("WELCOME",))
    assert [(line.id, line.price.minor, line.product_id) for line in bought.lines] == [
        (1010, 3000, 3),
        (1011, 3000, 1),
    ]
    (parcel,) = bought.parcels
    assert (parcel.shipment_status, parcel.updated_at) == ("delivered", datetime(2025, 6, 8, 9, 30, tzinfo=UTC))
    assert (parcel.carrier, parcel.tracking_url) == ("Royal Mail", "https://track.example/AB1")


def test_an_order_of_the_past_is_no_creation_and_when_it_was_paid_is_not_sure():
    bought = seen(order(101, 11))
    assert (bought.is_creation, bought.paid_at_is_sure) == (False, False)
    assert bought.paid_at == bought.processed_at


def test_a_guests_order_has_no_buyer():
    assert seen(order(101, None)).customer is None


def test_a_gift_is_known_by_its_attributes():
    assert seen(order(101, 11, customAttributes=[{"key": "is_gift", "value": "yes"}])).is_gift


def test_money_is_read_by_the_decimals_of_its_currency():
    paid = {"totalPriceSet": money("7000.0", "JPY"), "currencyCode": "JPY"}
    assert seen(order(101, 11, lines=0, **paid)).total == Money(7000, "JPY")


def test_a_refund_is_what_was_given_back_and_for_what():
    (back,) = seen(order(101, 11, refunds=[refund(9, "12.5", 1010)])).refunds
    assert (back.id, back.order_id, back.amount, back.lines) == (9, 101, Money(1250, "GBP"), ((1010, 1),))


def test_a_return_of_the_past_is_told_by_itself():
    nodes = order(101, 11)
    asked = {
        "id": "gid://shopify/Return/8", "status": "REQUESTED", "createdAt": "2025-06-12T10:00:00Z",
        "__parentId": nodes[0]["id"],
    }  # fmt: skip
    _, back = exported(nodes[0], [*nodes[1:], asked])
    assert (back.id, back.order_id, back.state) == (8, 101, "requested")


@pytest.mark.parametrize("broken", [{"totalPriceSet": None}, {"totalPriceSet": {}}, {"refunds": [{"id": "9"}, 1]}])
def test_what_lacks_its_amounts_is_refused_with_a_reason(broken):
    with pytest.raises(BadPayload, match=r"total_price|Order: not the expected form"):
        seen(order(101, 11, **broken))


@pytest.mark.parametrize("id", [None, 7, "gid://shopify/Order", "gid://shopify/Order/x"])
def test_what_has_no_id_is_refused(id):
    with pytest.raises(BadPayload, match="no id"):
        exported({"id": id}, ())


def test_other_kinds_say_nothing():
    assert exported({"id": "gid://shopify/Collection/1"}, ()) == ()
