"""Codes, shop facts and order look-ups on a connected store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from admin_server import Said, failed, good, refused, status

from plugin.platform.connected import ConnectedPlatform
from plugin.platform.discounts import discount_input, found
from plugin.platform.seam import CodeEnd, CodeOrder, CodeRefused, PlatformDown
from plugin.platform.trouble import AccessDenied, NotUnderstood, TryLater

ID = "gid://shopify/DiscountCodeNode/77"
STARTS = datetime(2026, 3, 1, 9, 30, 15, tzinfo=UTC)
ORDER = CodeOrder(1, "VIP-7QK4-M2XD", 42, 20, STARTS, STARTS + timedelta(days=14), "Encore vip_code 9")
MADE = good({"discountCodeBasicCreate": {"codeDiscountNode": {"id": ID}, "userErrors": []}})
TAKEN = refused("discountCodeBasicCreate", "TAKEN")
END = CodeEnd(ORDER, None, was_sent=True)
ENDED = good({"discountCodeDeactivate": {"codeDiscountNode": {"id": ID}, "userErrors": []}})


def there(**changed) -> Said:
    """The look-up's answer: our own code, unless something is said to be different."""
    discount = {
        "__typename": "DiscountCodeBasic", "status": "ACTIVE", "usageLimit": 1, "appliesOncePerCustomer": True,
        "context": {"__typename": "DiscountCustomers", "customers": [{"id": "gid://shopify/Customer/42"}]},
        "customerGets": {"value": {"__typename": "DiscountPercentage", "percentage": 0.2}},
        "startsAt": "2026-03-01T09:30:15Z", "endsAt": "2026-03-15T09:30:15Z",
    }  # fmt: skip
    return good({"codeDiscountNodeByCode": {"id": ID, "codeDiscount": discount | changed}})


NOWHERE = good({"codeDiscountNodeByCode": None})
FOREIGN = [
    there(context={"customers": [{"id": "gid://shopify/Customer/43"}]}),
    there(context={"__typename": "DiscountBuyerSelectionAll"}),
    there(context={"customers": [{"id": "gid://shopify/Customer/42"}, {"id": "gid://shopify/Customer/43"}]}),
    there(customerGets={"value": {"__typename": "DiscountPercentage", "percentage": 0.5}}),
    there(startsAt="2026-02-01T09:30:15Z"),
    there(usageLimit=None),
    there(appliesOncePerCustomer=False),
    there(customerGets={"value": {"__typename": "DiscountAmount"}}),
    good({"codeDiscountNodeByCode": {"id": ID, "codeDiscount": {"__typename": "DiscountCodeApp"}}}),
]


@pytest.fixture
def platform(client) -> ConnectedPlatform:
    return ConnectedPlatform(client)


def test_a_code_is_for_one_customer_once_from_and_until_and_combines_with_nothing(server, platform):
    server.say("DiscountCreate", MADE)
    assert platform.issue(ORDER) == ID
    assert server.asked[0].variables["discount"] == {
        "title": "Encore vip_code 9",
        "code": "VIP-7QK4-M2XD",
        "startsAt": "2026-03-01T09:30:15Z",
        "endsAt": "2026-03-15T09:30:15Z",
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": ["gid://shopify/Customer/42"]}},
        "customerGets": {"value": {"percentage": 0.2}, "items": {"all": True}},
        "combinesWith": {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": False},
    }


def test_times_are_written_in_utc_to_the_second_and_never_shorten_the_code():
    zone = timedelta(hours=2)
    odd = replace(ORDER, starts_at=STARTS + timedelta(microseconds=5), ends_at=STARTS + timedelta(microseconds=7))
    asked = discount_input(replace(odd, starts_at=odd.starts_at.astimezone(), ends_at=odd.ends_at + zone))
    assert (asked["startsAt"], asked["endsAt"]) == ("2026-03-01T09:30:15Z", "2026-03-01T11:30:16Z")


@pytest.mark.parametrize("percent", range(1, 101))
def test_every_percentage_comes_back_as_it_went(percent):
    share = discount_input(replace(ORDER, percent=percent))["customerGets"]["value"]["percentage"]
    node = there(customerGets={"value": {"percentage": share}}).body["data"]["codeDiscountNodeByCode"]
    assert found(node).percent == percent


def test_a_lost_answer_makes_no_second_code(server, platform):
    server.say("DiscountCreate", Said(is_cut=True), TAKEN)
    server.say("DiscountByCode", there())
    assert platform.issue(ORDER) == ID
    assert platform.issue(ORDER) == ID
    assert server.asked[-1].variables == {"code": ORDER.code}


@pytest.mark.parametrize("answer", [*FOREIGN, there(endsAt="2026-03-16T09:30:15Z"), there(endsAt=None)])
def test_a_text_that_is_taken_by_another_discount_is_refused(server, platform, answer):
    server.say("DiscountCreate", TAKEN)
    server.say("DiscountByCode", answer)
    with pytest.raises(CodeRefused, match="TAKEN") as caught:
        platform.issue(ORDER)
    assert caught.value.reason == "code_taken"


def test_our_own_code_that_was_ended_in_the_admin_is_not_sent(server, platform):
    server.say("DiscountCreate", TAKEN)
    server.say("DiscountByCode", there(status="EXPIRED", endsAt="2026-03-02T00:00:00Z"))
    with pytest.raises(CodeRefused, match="ended") as caught:
        platform.issue(ORDER)
    assert caught.value.reason == "code_ended"


def test_a_taken_code_that_is_not_to_be_found_yet_is_asked_for_later(server, platform):
    server.say("DiscountCreate", TAKEN)
    server.say("DiscountByCode", NOWHERE)
    with pytest.raises(TryLater):
        platform.issue(ORDER)


def test_other_user_errors_refuse_the_code_without_quoting_anybody(server, platform):
    server.say("DiscountCreate", refused("discountCodeBasicCreate", "INVALID", ("basicCodeDiscount", "context")))
    with pytest.raises(CodeRefused, match=r"INVALID at basicCodeDiscount\.context") as caught:
        platform.issue(ORDER)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "odd", [replace(ORDER, percent=0), replace(ORDER, percent=101), replace(ORDER, ends_at=ORDER.starts_at)]
)
def test_what_is_no_discount_is_refused_before_anybody_is_asked(server, platform, odd):
    with pytest.raises(CodeRefused):
        platform.issue(odd)
    assert server.asked == []


def test_a_missing_scope_is_no_refusal_of_the_code(server, platform):
    server.say("DiscountCreate", failed("ACCESS_DENIED"))
    with pytest.raises(AccessDenied):
        platform.issue(ORDER)


@pytest.mark.parametrize(
    "answer",
    [
        good({"discountCodeBasicCreate": None}),
        good({"discountCodeBasicCreate": {"codeDiscountNode": None, "userErrors": []}}),
        good({}),
    ],
)
def test_a_success_without_an_id_is_no_success(server, platform, answer):
    server.say("DiscountCreate", answer)
    with pytest.raises(PlatformDown):
        platform.issue(ORDER)


def test_a_code_combines_only_where_that_is_chosen():
    combined = discount_input(replace(ORDER, combines=True))["combinesWith"]
    assert combined == {"orderDiscounts": True, "productDiscounts": True, "shippingDiscounts": True}
    assert not any(discount_input(ORDER)["combinesWith"].values())


def test_a_code_that_was_never_sent_is_deleted(server, platform):
    server.say("DiscountByCode", there(status="SCHEDULED"))
    server.say("DiscountDelete", good({"discountCodeDelete": {"deletedCodeDiscountId": ID, "userErrors": []}}))
    platform.void(replace(END, was_sent=False))
    assert [(one.operation, one.variables) for one in server.asked[1:]] == [("DiscountDelete", {"id": ID})]


def test_a_code_whose_times_were_changed_in_the_admin_is_still_ours_by_its_id(server, platform):
    server.say("DiscountByCode", there(startsAt="2026-01-01T00:00:00Z", endsAt=None))
    server.say("DiscountDeactivate", ENDED)
    platform.void(replace(END, platform_id=ID))
    assert server.operations() == ["DiscountByCode", "DiscountDeactivate"]


def test_a_code_is_voided_by_its_id(server, platform):
    server.say("DiscountByCode", there())
    server.say("DiscountDeactivate", ENDED)
    platform.void(END)
    assert [(one.operation, one.variables) for one in server.asked] == [
        ("DiscountByCode", {"code": ORDER.code}),
        ("DiscountDeactivate", {"id": ID}),
    ]


@pytest.mark.parametrize("answer", [NOWHERE, there(status="EXPIRED"), *FOREIGN])
def test_unknown_ended_and_foreign_codes_are_left_alone(server, platform, answer):
    server.say("DiscountByCode", answer)
    platform.void(END)
    assert server.operations() == ["DiscountByCode"]


def test_a_void_without_an_answer_is_to_be_repeated(server, platform):
    server.say("DiscountByCode", there())
    server.say("DiscountDeactivate", status(500))
    with pytest.raises(PlatformDown):
        platform.void(END)


def test_a_void_that_is_refused_is_for_a_person(server, platform):
    server.say("DiscountByCode", there())
    server.say("DiscountDeactivate", refused("discountCodeDeactivate", None))
    with pytest.raises(NotUnderstood):
        platform.void(END)


def test_only_the_shops_own_orders_are_own(server, platform):
    order = {"__typename": "Order", "id": "gid://shopify/Order/7"}
    product = {"__typename": "Product", "id": "gid://shopify/Product/9"}
    stray = {"__typename": "Order", "id": "gid://shopify/Order/10"}
    server.say("OrdersExist", good({"nodes": [order, None, product, stray]}))
    assert platform.own_orders(1, [9, 8, 7]) == {7}
    assert server.asked[0].variables == {"ids": [f"gid://shopify/Order/{id}" for id in (7, 8, 9)]}


def test_many_orders_are_asked_for_in_lists_that_shopify_takes(server, platform):
    server.say("OrdersExist", good({"nodes": []}))
    assert platform.own_orders(1, range(1, 502)) == frozenset()
    assert [len(one.variables["ids"]) for one in server.asked] == [250, 250, 1]


def test_no_order_needs_no_question(server, platform):
    assert platform.own_orders(1, []) == frozenset()
    assert server.asked == []


def test_on_orders_that_are_gone_cancelled_or_paid_back_nothing_more_is_given(server, platform):
    def node(number: int, **more) -> dict:
        return {
            "id": f"gid://shopify/Order/{number}", "cancelledAt": None, "displayFinancialStatus": "PAID", **more
        }  # fmt: skip

    nodes = [
        node(1), node(2, cancelledAt="2026-03-01T10:00:00Z"), node(3, displayFinancialStatus="REFUNDED"), None,
        node(5, displayFinancialStatus="PARTIALLY_REFUNDED"),
    ]  # fmt: skip
    server.say("OrdersStanding", good({"nodes": nodes}))
    assert platform.fallen_orders(1, [1, 2, 3, 4, 5]) == {2: "order_cancelled", 3: "refunded", 4: "order_gone"}


def test_a_workflow_is_started_by_its_trigger(server, platform):
    server.say("FlowTrigger", good({"flowTriggerReceive": {"userErrors": []}}))
    assert platform.trigger(1, "review-submitted", {"customer_id": 42, "Rating": 5}) is None
    assert server.asked[0].variables == {"handle": "review-submitted", "payload": {"customer_id": 42, "Rating": 5}}


def test_a_trigger_that_flow_refuses_says_why_and_one_without_an_answer_raises(server, platform):
    wrong = {"field": ["handle"], "message": "secret@example.com is wrong"}
    server.say("FlowTrigger", good({"flowTriggerReceive": {"userErrors": [wrong]}}), failed("ACCESS_DENIED"))
    assert platform.trigger(1, "nothing", {}) == "flow_trigger: refused at handle"
    with pytest.raises(PlatformDown):
        platform.trigger(1, "nothing", {})


PIXEL = "gid://shopify/WebPixel/7"


def test_the_web_pixel_is_switched_on_under_the_shops_account(server, platform):
    server.say("PixelCreate", good({"webPixelCreate": {"webPixel": {"id": PIXEL}, "userErrors": []}}))
    assert platform.pixel_on(1, "a1b2") == PIXEL
    assert server.asked[0].variables == {"pixel": {"settings": {"accountID": "a1b2"}}}


def test_a_web_pixel_that_is_there_already_is_adopted(server, platform):
    server.say("PixelCreate", refused("webPixelCreate", "TAKEN"))
    server.say("PixelNow", good({"webPixel": {"id": PIXEL}}))
    server.say("PixelUpdate", good({"webPixelUpdate": {"webPixel": {"id": PIXEL}, "userErrors": []}}))
    assert platform.pixel_on(1, "a1b2") == PIXEL
    assert server.asked[-1].variables == {"id": PIXEL, "pixel": {"settings": {"accountID": "a1b2"}}}


def test_a_web_pixel_that_is_refused_or_missing_in_the_answer_is_not_understood(server, platform):
    server.say("PixelCreate", refused("webPixelCreate", "NO_EXTENSION"), good({"webPixelCreate": {"userErrors": []}}))
    for _ in range(2):
        with pytest.raises(NotUnderstood):
            platform.pixel_on(1, "a1b2")


def test_a_web_pixel_that_is_gone_already_is_off(server, platform):
    server.say("PixelDelete", refused("webPixelDelete", "NOT_FOUND"), refused("webPixelDelete", "UNEXPECTED_ERROR"))
    platform.pixel_off(1, PIXEL)
    assert server.asked[0].variables == {"id": PIXEL}
    with pytest.raises(NotUnderstood):
        platform.pixel_off(1, PIXEL)
