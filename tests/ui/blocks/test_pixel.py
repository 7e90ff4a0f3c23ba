"""Product views: counted where the shop wants it, for nobody in particular."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from plugin.model.product import ProductView
from plugin.stages import prune
from plugin.views import Viewed, most_viewed
from ui.blocks.pixel import MOST_BYTES, PER_MINUTE, PER_VISITOR

KETTLE, CUP = 51, 52


@pytest.fixture
def counted(blocks):
    """The shop has two products and its pixel is on."""
    blocks.product(KETTLE, "Kettle")
    blocks.product(CUP, "Cup")
    blocks.world.encore.shops.change(blocks.world.shop.id, web_pixel="gid://shopify/WebPixel/1")
    return blocks


def tell(blocks, product=KETTLE, account=None, body=None, **more):
    told = json.dumps({"account": account or blocks.world.shop.public_id, "product": str(product)})
    return blocks.browser.post("/ext/pixel", data=told if body is None else body, content_type="text/plain", **more)


def rows(blocks):
    found = []
    for shop in (blocks.world.shop, blocks.world.other):
        with blocks.world.database.read(shop.id) as session:
            mine = select(ProductView).where(ProductView.shop_id == shop.id).order_by(ProductView.product_id)
            found += [(row.shop_id, row.product_id, row.day, row.views) for row in session.scalars(mine)]
    return found


def shown(blocks):
    world = blocks.world
    with world.database.read(world.shop.id) as session:
        return most_viewed(session, world.shop, world.clock.now())


def test_views_are_counted_for_each_product_and_day(counted):
    for product in (KETTLE, CUP, KETTLE):
        answer = tell(counted, product)
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    shop, day = counted.world.shop.id, date(2026, 2, 1)
    assert rows(counted) == [(shop, KETTLE, day, 2), (shop, CUP, day, 1)]
    assert shown(counted) == [Viewed("Kettle", 2), Viewed("Cup", 1)]


def test_the_day_is_the_shops_own(counted):
    counted.world.encore.shops.change(counted.world.shop.id, time_zone="Pacific/Auckland")
    counted.world.spin(to="2026-02-01 12:00")
    tell(counted)
    assert [day for _, _, day, _ in rows(counted)] == [date(2026, 2, 2)]


def test_nothing_is_stored_while_the_switch_is_off(counted):
    counted.world.encore.shops.change(counted.world.shop.id, web_pixel=None)
    assert tell(counted).status_code == 204
    assert rows(counted) == []


def test_nothing_is_stored_for_a_shop_that_left(counted):
    counted.world.encore.shops.change(counted.world.shop.id, uninstalled_at=counted.world.clock.now())
    assert tell(counted).status_code == 204
    assert rows(counted) == []


def test_unknown_shops_and_products_are_answered_alike_and_store_nothing(counted):
    other = counted.world.other
    counted.product(99, "Pan", shop=other)
    good, *others = [
        tell(counted), tell(counted, 99), tell(counted, 77), tell(counted, account="nobody"),
        tell(counted, account=other.public_id), tell(counted, account=counted.world.shop.domain),
    ]  # fmt: skip
    for answer in others:
        assert (answer.status_code, answer.data) == (good.status_code, good.data)
        assert dict(answer.headers) == dict(good.headers)
    assert [(shop, product, views) for shop, product, _, views in rows(counted)] == [
        (counted.world.shop.id, KETTLE, 1)
    ]


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"account": 1, "product": 51}',
     b'{"account":"\\ud800","product":"51"}', "NOBODY", "-51", "51.0", "\u0665\u0661", "9" * 19, ""],
)  # fmt: skip
def test_nonsense_is_answered_alike_and_stores_nothing(counted, body):
    answer = tell(counted, body) if isinstance(body, str) else tell(counted, body=body)
    assert answer.status_code == 204
    assert rows(counted) == []


def test_a_body_that_is_too_large_is_refused(counted):
    told = {"account": counted.world.shop.public_id, "product": str(KETTLE)}
    filled = json.dumps(told | {"more": ""})
    assert tell(counted, body=json.dumps(told | {"more": "x" * (MOST_BYTES + 1 - len(filled))})).status_code == 413
    assert rows(counted) == []
    assert tell(counted, body=json.dumps(told | {"more": "x" * (MOST_BYTES - len(filled))})).status_code == 204
    assert len(rows(counted)) == 1


def test_the_flood_of_one_visitor_is_counted_up_to_a_limit_and_answered_alike(counted):
    assert {tell(counted).status_code for _ in range(PER_VISITOR + 2)} == {204}
    assert [views for *_, views in rows(counted)] == [PER_VISITOR]
    tell(counted, headers={"X-Forwarded-For": "192.0.2.7"})
    assert [views for *_, views in rows(counted)] == [PER_VISITOR + 1], "another visitor is counted"
    counted.world.spin(minutes=1)
    tell(counted)
    assert [views for *_, views in rows(counted)] == [PER_VISITOR + 2]


def test_whoever_changes_their_address_all_the_time_is_counted_up_to_a_limit(counted, monkeypatch):
    assert PER_MINUTE > PER_VISITOR > 3
    _each, all_of_them = counted.browser.application.extensions["encore.pixel_limiters"]
    monkeypatch.setattr(all_of_them, "_most", 3)
    for last in range(5):
        tell(counted, headers={"X-Forwarded-For": f"192.0.2.{last}"})
    assert [views for *_, views in rows(counted)] == [3]


def test_views_are_shown_for_thirty_days_and_kept_for_four_hundred(counted):
    tell(counted)
    counted.world.clock.move_by(timedelta(days=29))
    assert shown(counted) == [Viewed("Kettle", 1)]
    counted.world.clock.move_by(timedelta(days=1))
    assert shown(counted) == []
    counted.world.clock.move_by(timedelta(days=370))
    prune.drain(counted.world.encore, 1)
    assert len(rows(counted)) == 1
    counted.world.clock.move_by(timedelta(days=1))
    prune.drain(counted.world.encore, 1)
    assert rows(counted) == []
