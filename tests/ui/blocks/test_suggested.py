import pytest

JUMPER, SCARF, HAT = 90_000, 70_001, 70_002


def test_a_suggestion_says_why(blocks):
    blocks.product(JUMPER, "Jumper")
    blocks.product(SCARF, "Scarf")
    blocks.together(JUMPER, SCARF)
    (one,) = blocks.ask(f"/ext/suggestions?products={JUMPER}").json["suggestions"]
    assert (one["title"], one["because"], one["orders"]) == ("Scarf", "Jumper", 7)
    assert one["url"] == f"https://{blocks.world.shop.domain}/products/scarf"
    assert (one["price"], one["currency"]) == ("12.00", "GBP")


def test_what_is_bought_already_is_not_suggested(blocks):
    blocks.product(JUMPER, "Jumper")
    blocks.product(SCARF, "Scarf")
    blocks.together(JUMPER, SCARF)
    assert blocks.ask(f"/ext/suggestions?products={JUMPER},{SCARF}").json == {"suggestions": []}


def test_another_shop_learns_nothing_from_these_baskets(blocks):
    blocks.product(JUMPER, "Jumper")
    blocks.product(SCARF, "Scarf")
    blocks.together(JUMPER, SCARF)
    answer = blocks.ask(f"/ext/suggestions?products={JUMPER}", shop=blocks.world.other)
    assert answer.json == {"suggestions": []}


@pytest.mark.parametrize("asked", ["", "x", "1,", "0", "-1", "1;2", "1" * 19, ",".join(["1"] * 51), "1\n"])
def test_what_is_no_list_of_products_is_refused(blocks, asked):
    answer = blocks.ask("/ext/suggestions", query_string={"products": asked})
    assert (answer.status_code, answer.json) == (400, {"error": "products"})
