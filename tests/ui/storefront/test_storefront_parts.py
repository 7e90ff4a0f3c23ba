"""What is bought together, and what the shop gives, on the storefront."""

from __future__ import annotations

import pytest
from test_storefront_reviews import stocked

from plugin.model.product import BoughtTogether

JUMPER, SCARF = 7001, 7002


def together(world, count=9, lift=2.0):
    with world.database.write(world.shop.id) as session:
        session.add(
            BoughtTogether(
                shop_id=world.shop.id, product_id=JUMPER, other_id=SCARF, count=count, lift=lift, score=1.0,
                learned_at=world.clock.now(),
            )
        )  # fmt: skip


def test_what_is_sure_is_shown_with_the_number_of_orders(world, ask):
    stocked(world, JUMPER)
    stocked(world, SCARF, "<i>Scarf</i>", "scarf", image_url="https://cdn.example.com/scarf.png")
    together(world)
    text = ask(f"bought-together/{JUMPER}").text
    assert f'href="https://{world.shop.domain}/products/scarf"' in text
    assert "&lt;i&gt;Scarf&lt;/i&gt;" in text
    assert "together in 9 orders" in text
    assert 'src="https://cdn.example.com/scarf.png" alt="" width="160" height="160"' in text
    assert "scarf" not in ask(f"bought-together/{JUMPER}", shop=world.other).text


def test_a_picture_that_is_no_address_is_left_out(world, ask):
    stocked(world, JUMPER)
    stocked(world, SCARF, image_url="javascript:alert(1)")
    together(world)
    assert "<img" not in ask(f"bought-together/{JUMPER}").text


@pytest.mark.parametrize(("count", "lift"), [(4, 2.0), (9, 1.1)])
def test_what_proves_nothing_is_not_shown(world, ask, count, lift):
    stocked(world, JUMPER)
    stocked(world, SCARF)
    together(world, count, lift)
    answer = ask(f"bought-together/{JUMPER}")
    assert (answer.status_code, "data-encore-part" in answer.text) == (200, False)


def test_what_is_sold_out_is_not_shown(world, ask):
    stocked(world, JUMPER)
    stocked(world, SCARF, in_stock=False)
    together(world)
    assert "data-encore-part" not in ask(f"bought-together/{JUMPER}").text


def test_the_rewards_are_the_flows_that_are_on(world, ask):
    text = ask("rewards").text
    assert "20 % off your next order" in text
    assert "50 % off on your birthday" in text
    assert ask("rewards").headers["Cache-Control"] == "public, max-age=60"
    world.encore.shops.change(world.shop.id, flows_on_since={"birthday": ""})
    text = ask("rewards").text
    assert "next order" not in text
    assert "50 % off on your birthday" in text


def test_a_shop_that_gives_nothing_or_is_paused_promises_nothing(world, ask):
    world.pause()
    assert "data-encore-part" not in ask("rewards").text
    world.resume()
    world.encore.shops.change(world.shop.id, flows_on_since={"thank_you": ""})
    assert "data-encore-part" not in ask("rewards").text
