"""What happens in the shop is told in bodies of Shopify's shape, kept as events."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from devstore.act import Refused
from devstore.doings import aftermath, parcels, people
from devstore.model.events import Event
from devstore.model.orders import Order


def told(shop, topic):
    with shop.store.database.read() as session:
        rows = session.scalars(select(Event).where(Event.topic == topic).order_by(Event.id))
        return [json.loads(row.body) for row in rows]


def on(shop, order, deed, *words, **values):
    with shop.act() as act:
        return deed(act, act.session.get_one(Order, order.id), *words, **values)


def test_an_order_is_told_created_and_paid_with_one_event_id(shop):
    order = shop.order(shop.join(), pieces=2)
    body = told(shop, "orders/paid")[0]
    assert body["id"] == order.id > 2**53
    assert body["admin_graphql_api_id"] == f"gid://shopify/Order/{order.id}"
    assert (body["name"], body["total_price"], body["financial_status"]) == ("#1001", "182.95", "paid")
    assert body["created_at"] == "2026-03-02T09:30:00+00:00"
    assert body["line_items"][0]["price_set"]["shop_money"] == {"amount": "89.00", "currency_code": "GBP"}
    assert body["shipping_address"]["first_name"] == "John"
    with shop.store.database.read() as session:
        rows = session.scalars(select(Event).where(Event.topic.like("orders/%"))).all()
    assert {row.topic for row in rows} == {"orders/create", "orders/paid", "orders/updated"}
    assert len({row.event_id for row in rows}) == 1
    assert len({row.webhook_id for row in rows}) == 3


def test_times_carry_the_shops_offset(shop):
    shop.wall.push(days=60)
    shop.order(shop.join())
    assert told(shop, "orders/paid")[0]["created_at"].endswith("+01:00")


def test_a_parcel_leaves_and_arrives(shop):
    order = shop.order(shop.join())
    on(shop, order, parcels.fulfil)
    shop.wall.push(days=2)
    with shop.act() as act:
        parcels.scan(act, act.session.get_one(Order, order.id).parcels[0], "delivered")
    parcel, event = told(shop, "fulfillments/create")[0], told(shop, "fulfillment_events/create")[0]
    assert (parcel["order_id"], parcel["status"], parcel["shipment_status"]) == (order.id, "success", None)
    assert (event["fulfillment_id"], event["status"]) == (parcel["id"], "delivered")
    assert event["happened_at"] == "2026-03-04T09:30:00+00:00"
    assert told(shop, "orders/fulfilled")[0]["fulfillment_status"] == "fulfilled"


def test_part_of_an_order_leaves_first(shop):
    order = shop.order(shop.join(), pieces=2)
    on(shop, order, parcels.fulfil, {order.lines[0].id: 1})
    assert told(shop, "orders/updated")[-1]["fulfillment_status"] == "partial"
    on(shop, order, parcels.fulfil)
    assert told(shop, "orders/updated")[-1]["fulfillment_status"] == "fulfilled"
    with pytest.raises(Refused, match="has left already"):
        on(shop, order, parcels.fulfil)


def test_a_parcel_may_be_called_back_before_the_carrier_has_it_and_then_the_order_cancelled(shop):
    order = shop.order(shop.join())
    on(shop, order, parcels.fulfil)
    with pytest.raises(Refused, match="call it back"):
        on(shop, order, aftermath.cancel)
    on(shop, order, lambda act, row: parcels.recall(act, row.parcels[-1]))
    assert told(shop, "fulfillments/update")[-1]["status"] == "cancelled"
    assert told(shop, "orders/updated")[-1]["fulfillment_status"] is None
    on(shop, order, aftermath.cancel)
    assert told(shop, "orders/cancelled")[0]["financial_status"] == "refunded"
    with pytest.raises(Refused, match="cannot be called back"):
        on(shop, order, lambda act, row: parcels.recall(act, row.parcels[-1]))


def test_a_cancelled_order_is_paid_back_and_never_leaves(shop):
    order = shop.order(shop.join())
    on(shop, order, aftermath.cancel)
    body = told(shop, "orders/cancelled")[0]
    assert (body["cancel_reason"], body["financial_status"]) == ("customer", "refunded")
    assert body["current_total_price"] == "0.00"
    assert told(shop, "refunds/create")[0]["transactions"][0]["amount"] == "93.95"
    with pytest.raises(Refused, match="is cancelled"):
        on(shop, order, parcels.fulfil)


def test_a_refund_of_one_piece_names_its_line(shop):
    order = shop.order(shop.join(), pieces=2)
    on(shop, order, aftermath.refund, {order.lines[0].id: 1})
    line = told(shop, "refunds/create")[0]["refund_line_items"][0]
    assert (line["line_item_id"], line["quantity"], line["subtotal"]) == (order.lines[0].id, 1, 89.0)
    assert told(shop, "orders/updated")[-1]["financial_status"] == "partially_refunded"
    with pytest.raises(Refused, match="not left to refund"):
        on(shop, order, aftermath.refund, {order.lines[0].id: 2})


def test_money_alone_can_be_refunded_but_no_more_than_was_paid(shop):
    order = shop.order(shop.join())
    on(shop, order, aftermath.refund, None, 500)
    assert told(shop, "refunds/create")[0]["refund_line_items"] == []
    with pytest.raises(Refused, match="So much money"):
        on(shop, order, aftermath.refund, None, 9395)


def test_only_what_was_sent_can_be_returned(shop):
    order = shop.order(shop.join())
    with pytest.raises(Refused, match="has been sent yet"):
        on(shop, order, aftermath.ask_for_return)
    on(shop, order, parcels.fulfil)
    on(shop, order, aftermath.ask_for_return)
    body = told(shop, "returns/request")[0]
    assert (body["status"], body["order"]["id"], body["total_return_line_items"]) == ("requested", order.id, 1)


def test_consent_is_told_by_its_own_topics(shop):
    john = shop.join()
    with shop.act() as act:
        row = people.customer_of(act.session, john.id)
        people.consent(act, row, "email", "subscribed", "confirmed_opt_in")
        people.consent(act, row, "sms", "unsubscribed")
    mail = told(shop, "customers_email_marketing_consent/update")[0]
    text = told(shop, "customers_marketing_consent/update")[0]
    assert mail["customer_id"] == text["id"] == john.id
    assert mail["email_marketing_consent"]["state"] == "subscribed"
    assert mail["email_marketing_consent"]["opt_in_level"] == "confirmed_opt_in"
    assert text["sms_marketing_consent"]["state"] == "unsubscribed"


def test_a_birthday_is_the_standard_metafield(shop):
    john = shop.join()
    with shop.act() as act:
        people.birthday(act, people.customer_of(act.session, john.id), date(1992, 2, 29))
    field = told(shop, "customers/update")[0]["metafields"][0]
    assert (field["namespace"], field["key"], field["value"]) == ("facts", "birth_date", "1992-02-29")


def test_empty_shelves_refuse_an_order_and_leave_nothing_behind(shop):
    john = shop.join()
    with pytest.raises(Refused, match="there are 10 left"):
        shop.order(john, pieces=11)
    assert told(shop, "orders/create") == []


def test_an_account_is_made_for_a_guest(shop):
    from devstore.doings.checkout import Basket, place_order

    guest = people.Newcomer(phone="+447400100190")
    with shop.act() as act:
        order = place_order(act, Basket({shop.variants[2]: 1}, guest=guest, wants=("sms", "email")))
    assert (order.email, order.phone) == (None, "+447400100190")
    assert told(shop, "customers/create")[0]["first_name"] is None
    assert told(shop, "customers_marketing_consent/update")[0]["sms_marketing_consent"]["state"] == "subscribed"
    assert told(shop, "customers_email_marketing_consent/update") == []
