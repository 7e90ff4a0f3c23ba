"""Every discount code, as a member of staff sees them."""

from __future__ import annotations

import pytest


@pytest.fixture
def ada(world):
    """A customer whose VIP code has been sent."""
    who = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    world.delivered(world.order("jumper", by=who))
    world.spin(days=25)
    return who


def test_a_shop_without_codes_says_where_they_come_from(staff):
    text = staff.get("/app/codes").text
    assert "Switch on VIP code or Birthday" in text


def test_a_code_says_who_has_it_why_and_until_when(staff, world, ada):
    (code,) = world.codes()
    text = staff.get("/app/codes").text
    assert code.code in text
    assert f"/app/customers/{ada.id}" in text
    assert "VIP code" in text
    assert "order #" in text
    assert "Valid" in text
    assert f"/app/outbox/{code.message_id}" in text


def test_a_code_that_was_used_names_the_order(staff, world, ada):
    (code,) = world.codes()
    order = world.order("mug", by=ada, paid=None)
    body = {**order.body(world.clock.now()), "discount_codes": [{"code": code.code, "amount": "3.00"}]}
    world.webhook("orders/paid", {**body, "financial_status": "paid"})
    text = staff.get("/app/codes?state=used").text
    assert f"by {order.name} on" in text
    assert f"/app/customers/{ada.id}" in text


def test_a_total_opens_the_rows_behind_it(staff, world, ada):
    world.spin(days=40)
    text = staff.get("/app/codes?flow=vip_code").text
    assert "/app/codes?state=over&amp;flow=vip_code" in text
    (code,) = world.codes()
    assert code.code in staff.get("/app/codes?state=over&flow=vip_code").text
    assert "No such code" in staff.get("/app/codes?state=valid").text


def test_codes_of_one_customer_can_be_looked_at_alone(staff, world, ada):
    (code,) = world.codes()
    assert code.code in staff.get(f"/app/codes?customer={ada.id}").text
    text = staff.get("/app/codes?customer=7").text
    assert code.code not in text
    assert "Only codes of" in text


def test_the_other_shop_sees_no_code(staff, world, ada):
    (code,) = world.codes()
    for place in ("/app/codes", f"/app/codes?customer={ada.id}"):
        text = staff.get(place, shop=world.other).text
        assert code.code not in text
        assert "Ada" not in text
