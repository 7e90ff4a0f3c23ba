"""What holds for every route of a block, also for those that come later."""

import pytest
from block_tokens import bearer, block_token

from ui.blocks.cors import PREFIX
from ui.doors import Door

SIGNED = {Door.CHECKOUT, Door.CUSTOMER}


def rules(blocks):
    app = blocks.browser.application
    return [rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].door in SIGNED]


def doings(rule):
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture
def filled(blocks):
    """The first shop has an order of a customer, with a parcel and a birthday."""
    ada = blocks.world.customer("Ada", birthday="1990-05-17")
    order = blocks.world.delivered(blocks.world.order("jumper", by=ada))
    return blocks, ada, order


def test_every_block_is_asked_for_under_one_address(blocks):
    app, others = blocks.browser.application, {"/ext/customer/<int:id>", "/ext/pixel"}
    for rule in app.url_map.iter_rules():
        kind = app.view_functions[rule.endpoint].door
        assert rule.rule.startswith(PREFIX) == (kind in SIGNED or rule.rule in others), rule


def test_every_route_of_a_block_wants_a_token(blocks):
    assert len(rules(blocks)) >= 3
    for rule in rules(blocks):
        for method in doings(rule):
            answer = blocks.browser.open(rule.rule.replace("<int:id>", "1"), method=method)
            assert (answer.status_code, answer.json) == (401, {"error": "session_expired"}), rule


def test_every_route_of_a_block_denies_another_shop(filled):
    """By ids of the first shop, as anybody of the second: nothing of the first is shown, changed or told."""
    blocks, ada, order = filled
    world, before = blocks.world, {}
    for rule in rules(blocks):
        for method in doings(rule):
            place = rule.rule.replace("<int:id>", str(order.id))
            token = block_token(world.other.domain, ada.id)
            more = {"json": {"month": 6, "day": 6}} if method == "POST" else {}
            asked = {"shop": world.shop.domain, "products": str(order.lines[0]["product_id"]), "customer": ada.id}
            answer = blocks.browser.open(place, method=method, headers=bearer(token), query_string=asked, **more)
            for canary in ("jumper", "Ada", "delivered", str(order.id), '"month": 5'):
                assert canary not in answer.text, (place, method)
    world.inline.wake("inbox")
    assert world.seen_by_other() == before
    assert blocks.ask("/ext/birthday", as_=ada.id).json["month"] == 5


def test_a_number_beyond_all_ids_is_nobodys(blocks):
    ada = blocks.world.customer("Ada")
    assert blocks.ask(f"/ext/order/{10**30}", as_=ada.id).status_code == 404
    assert blocks.as_staff(f"/ext/customer/{10**30}").status_code == 404
    assert blocks.ask("/ext/birthday", as_=10**18 - 1).status_code == 404
