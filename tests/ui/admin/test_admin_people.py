"""The customers and one of them, as a member of staff sees them."""

from __future__ import annotations

import pytest


@pytest.fixture
def masked(staff):
    """Staff whose role does not include seeing people."""
    staff.become("viewer")


def _ada(world, **more):
    return world.customer("Ada", phone="+447400123456", sms_consent="subscribed", **more)


def test_an_empty_shop_says_who_will_appear(staff):
    answer = staff.get("/app/customers")
    assert answer.status_code == 200
    assert "They appear here with their first order" in answer.text


def test_a_row_says_who_what_they_spent_and_whether_they_agreed(staff, world):
    ada = _ada(world)
    world.refund(world.order("jumper", "mug", by=ada), 1000)
    text = staff.get("/app/customers").text
    assert f"/app/customers/{ada.id}" in text
    assert "Ada Example" in text
    assert ada.email in text
    assert "£50.00" in text
    assert text.count("Agreed") == 2


def test_a_filter_stays_ticked_and_says_when_nobody_matches(staff, world):
    world.customer("Ada", consent="unsubscribed")
    text = staff.get("/app/customers?email=y").text
    assert 'name="email" value="y" checked' in text
    assert "Nobody matches" in text
    assert "Unsubscribed" in staff.get("/app/customers").text


def test_finding_one_customer_opens_their_page(staff, world):
    ada = _ada(world)
    world.customer("Bob")
    order = world.order("jumper", by=ada)
    for wanted in (
        ada.email.upper(),
        "07400 123456",
        "+44 7400 123456",
        order.name,
        str(order.name[1:]),
        str(ada.id),
    ):
        answer = staff.post("/app/customers/find", {"wanted": wanted})
        assert ">Ada Example</h1>" in answer.text, wanted
        assert answer.headers["X-Encore-At"] == f"/app/customers/{ada.id}"


def test_what_is_not_found_says_how_to_look(staff, world):
    _ada(world)
    for wanted in ("nobody@shopper.example", "#999", "", "%"):
        answer = staff.post("/app/customers/find", {"wanted": wanted})
        assert "Write the whole e-mail address" in answer.text, wanted


def test_one_customer_shows_consent_with_its_evidence_and_the_reasons(staff, world):
    ada = world.customer("Ada", consent="unsubscribed")
    world.order("jumper", by=ada)
    text = staff.get(f"/app/customers/{ada.id}").text
    assert "has unsubscribed" in text
    assert "The customer has no phone number." in text
    assert "Source: Shopify, the customer&#39;s record" in text
    assert "Ordered #" in text


def test_one_customer_shows_messages_clicks_and_what_never_came(staff, world):
    ada = _ada(world)
    order = world.order("jumper", by=ada)
    world.spin(hours=1)
    thanks = world.message(flow="thank_you", channel="email")
    world.click(thanks)
    text = staff.get(f"/app/customers/{ada.id}").text
    assert f"/app/outbox/{thanks.id}" in text
    assert "A link was clicked" in text
    assert "It waits until the parcel has arrived" in text
    assert f"order {order.name}" in text


def test_the_next_90_days_are_a_page_of_their_own(staff, world):
    ada = _ada(world)
    world.delivered(world.order("jumper", by=ada))
    text = staff.get(f"/app/customers/{ada.id}/ahead").text
    assert "VIP code" in text
    assert "Goes" in text


def test_a_customer_who_was_merged_leads_to_the_kept_one(staff, world):
    bob, ada = world.customer("Bob"), world.customer("Ada")
    body = {"admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{ada.id}"}
    body["admin_graphql_api_customer_deleted_id"] = f"gid://shopify/Customer/{bob.id}"
    world.webhook("customers/merge", body)
    assert ">Ada Example</h1>" in staff.get(f"/app/customers/{bob.id}").text


def test_the_other_shop_finds_nobody(staff, world):
    ada = _ada(world)
    order = world.order("jumper", by=ada)
    for place in (f"/app/customers/{ada.id}", f"/app/customers/{ada.id}/ahead"):
        assert staff.get(place, shop=world.other).status_code == 404
    assert "Ada" not in staff.get("/app/customers", shop=world.other).text
    for wanted in (ada.email, order.name, str(ada.id)):
        assert "Ada" not in staff.post("/app/customers/find", {"wanted": wanted}, shop=world.other).text


def test_staff_who_may_not_see_people_see_no_name_and_no_address(staff, world, masked):
    ada = _ada(world, birthday="1990-04-20", city="Norwich")
    world.delivered(world.order("jumper", by=ada))
    world.spin(days=30)
    for place in ("/app/customers", f"/app/customers/{ada.id}", f"/app/customers/{ada.id}/ahead", "/app/codes"):
        text = staff.get(place).text
        for secret in ("Ada", ada.email, "7400123456", "Norwich", "April"):
            assert secret not in text, (place, secret)
    assert "A. E." in staff.get("/app/customers").text


def test_the_export_is_a_file_with_everything_held(staff, world):
    ada = _ada(world, birthday="1990-04-20")
    world.delivered(world.order("jumper", by=ada))
    world.spin(days=25)
    answer = staff.get(f"/app/customers/{ada.id}/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="customer-{ada.id}.json"'
    held = answer.json
    assert held["customers"][0]["email"] == ada.email
    assert held["customers"][0]["birthday"] == "04-20"
    assert held["orders"][0]["lines"] == [{"title": "jumper", "quantity": 1}]
    assert held["orders"][0]["parcels"][0]["delivered_at"]
    assert {one["flow"] for one in held["messages"]} >= {"thank_you", "review_request", "vip_code"}
    assert held["codes"][0]["code"] == world.codes()[0].code
    assert {one["channel"] for one in held["consent"]} == {"email", "sms"}


def test_erasing_is_asked_first_and_then_leaves_nobody(staff, world):
    ada = _ada(world)
    world.order("jumper", by=ada)
    world.spin(hours=1)
    asked = staff.get(f"/app/customers/{ada.id}/erase")
    assert "This cannot be undone" in asked.text
    assert "Ada Example" in staff.get("/app/customers").text
    done = staff.post(f"/app/customers/{ada.id}/erase")
    assert (done.status_code, done.headers["X-Encore-At"]) == (200, "/app/customers")
    assert "Ada" not in done.text
    assert staff.get(f"/app/customers/{ada.id}").status_code == 404
    assert staff.post(f"/app/customers/{ada.id}/erase").status_code == 404
    assert "codes" in world.woken
    assert world.outbox(state="planned") == []
    assert world.audit() == []


def test_who_may_not_see_people_exports_and_erases_nobody(staff, world, masked):
    ada = _ada(world)
    for answer in (
        staff.get(f"/app/customers/{ada.id}/export"), staff.get(f"/app/customers/{ada.id}/erase"),
        staff.post(f"/app/customers/{ada.id}/erase"),
    ):  # fmt: skip
        assert answer.status_code == 403
        assert ada.email not in answer.text
    page = staff.get(f"/app/customers/{ada.id}")
    assert page.status_code == 200
    assert "/export" not in page.text


def test_the_other_shop_exports_and_erases_nobody(staff, world):
    ada = _ada(world)
    assert staff.get(f"/app/customers/{ada.id}/export", shop=world.other).status_code == 404
    assert staff.post(f"/app/customers/{ada.id}/erase", shop=world.other).status_code == 404
    assert staff.get(f"/app/customers/{ada.id}").status_code == 200
