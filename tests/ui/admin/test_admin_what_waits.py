"""Health says what Shopify did not take and what to do; Home says that reviews wait."""

from __future__ import annotations

import pytest
from told_reviews import Reviewed

from plugin.model.review import ProductRating

WAITS = "1 review waits for you to look at it."


def test_health_says_what_was_refused_how_often_and_what_to_do(world, staff):
    assert "What Shopify did not take" not in staff.get("/app/health").text
    with world.database.write(world.shop.id) as session:
        for n in (1, 2):
            session.add(ProductRating(shop_id=world.shop.id, product_id=n, due_at=None, problem="INVALID at <owner>"))
    html = staff.get("/app/health").text
    for said in ("Ratings of products", "Shopify refused 2.", "It says: INVALID at &lt;owner&gt;",
                 "Look whether the product is still in your shop."):  # fmt: skip
        assert said in html
    assert "What Shopify did not take" not in staff.get("/app/health", shop=world.other).text


@pytest.mark.parametrize(("role", "may_look"), [("manager", True), ("editor", True), ("viewer", False)])
def test_home_says_that_a_review_waits_and_leads_to_it(world, staff, role, may_look):
    reviewed = Reviewed(world)
    reviewed.write("jumper", 4)
    if role != "manager":
        staff.become(role)
    html = staff.get("/app/").text
    banner = html.partition(WAITS)[2].partition("</s-banner>")[0]
    assert WAITS in html
    assert ("/app/reviews" in banner) == may_look
    reviewed.publish()
    assert WAITS not in staff.get("/app/").text
