"""The page where products are put together that share their reviews."""

from __future__ import annotations

import re

import pytest

from plugin.model.product import Product

HERE = "/app/reviews/groups"
RED, BLUE = 901, 902


@pytest.fixture(autouse=True)
def shelf(world):
    with world.database.write(world.shop.id) as session:
        for id, title in ((RED, "Jumper, red"), (BLUE, "Jumper, <i>blue</i>")):
            session.add(Product(
                shop_id=world.shop.id, id=id, seen_at=world.clock.now(), title=title, handle=str(id), is_active=True,
                in_stock=True, tags=[],
            ))  # fmt: skip


def test_products_are_looked_for_put_together_and_taken_apart(staff):
    assert "No groups yet" in staff.get(HERE).text
    page = staff.get(f"{HERE}?find=jump").text
    assert re.findall(r'name="product" value="(\d+)"', page) == [str(BLUE), str(RED)]
    assert "<i>blue" not in page
    made = staff.post(HERE, {"name": "Jumpers", "product": [str(RED), str(BLUE)], "find": "jump"})
    assert (made.status_code, "Jumpers" in made.text) == (200, True)
    (address,) = re.findall(rf'action="({HERE}/[0-9a-f]+/dissolve)"', made.text)
    assert 'name="product"' not in staff.get(f"{HERE}?find=jump").text
    assert staff.post(address).status_code == 200
    assert staff.post(address).status_code == 404
    assert "No groups yet" in staff.get(HERE).text


@pytest.mark.parametrize(("name", "product"), [("", [RED, BLUE]), ("One", [RED]), ("No", ["x", "-1"]), ("Z", [])])
def test_what_makes_no_group_is_refused_and_kept_as_typed(staff, name, product):
    answer = staff.post(HERE, {"name": name, "product": [str(one) for one in product], "find": "jump"})
    assert answer.status_code == 422
    assert answer.text.count(" checked") == len({RED, BLUE} & set(product))
    assert "No groups yet" in staff.get(HERE).text


def test_a_viewer_looks_and_changes_nothing(staff):
    staff.post(HERE, {"name": "Jumpers", "product": [str(RED), str(BLUE)]})
    staff.become("viewer")
    page = staff.get(HERE).text
    assert ("Jumpers" in page, 'method="post"' in page.partition("<h1")[2]) == (True, False)
    assert staff.post(HERE, {"name": "x", "product": [str(RED), str(BLUE)]}).status_code == 403
