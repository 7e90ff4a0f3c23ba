"""The app's theme blocks on the shop's pages, drawn from the extension itself."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from devstore_world import World, settings_in

import devstore
from devstore.doings import installing
from devstore.model.catalogue import Product
from devstore.settings import settings
from devstore.theme import drawing
from devstore.theme.extension import read

FOLDER = Path(devstore.__file__).parent.parent / "extensions" / "encore-theme"
THEME = read(FOLDER)
PRODUCT = {"id": 7, "title": "<b>Jumper", "metafields": {}}


def rated(average=4.3, count=4):
    rating = {"rating": average, "scale_min": 1.0, "scale_max": 5.0}
    return {**PRODUCT, "metafields": {"reviews": {"rating": {"value": rating}, "rating_count": {"value": count}}}}


def draw(handle, product=PRODUCT, locale="en", **settings):
    return drawing.drawn(THEME, replace(THEME.blocks[handle], settings), product, locale).strip()


def replace(block, settings):
    """The block as the merchant has set it."""
    return dataclasses.replace(block, defaults={**block.defaults, **settings})


def test_a_product_without_reviews_shows_no_stars():
    assert draw("stars") == ""
    assert draw("stars", rated(count=0)) == ""


@pytest.mark.parametrize("product", [PRODUCT, rated(count=0)])
def test_a_product_without_reviews_can_be_asked_about(product):
    assert ">Questions and answers</a>" in draw("reviews", product)


def test_stars_are_words_and_a_drawing():
    text = draw("stars", rated())
    assert "4.3 of 5 stars from 4 reviews" in text
    assert "inline-size: 86%" in text
    assert 'aria-hidden="true"' in text
    assert "from 1 review<" in re.sub(r"\s+<", "<", draw("stars", rated(count=1)))


@pytest.mark.parametrize(
    ("locale", "words"), [("de", "4 Bewertungen lesen"), ("fr-CA", "Lire 4 avis"), ("es", "Leer 4 reseñas")]
)
def test_blocks_speak_the_language_of_the_shops_page(locale, words):
    text = draw("reviews", rated(), locale)
    assert words in text
    assert f"/apps/encore/reviews/7?locale={locale}" in text


def test_few_reviews_get_less_room_and_many_no_more_than_the_merchant_says():
    sizes = [re.findall(r"--encore-size: (\d+)px", draw("reviews", rated(count=count))) for count in (1, 2, 3, 99)]
    assert sizes == [["450"], ["480"], ["480"], ["480"]]


def test_reviews_leave_questions_to_the_block_of_their_own_where_there_is_one():
    assert "questions=0" not in draw("reviews", rated())
    assert "/apps/encore/reviews/7?locale=en&amp;questions=0" in draw("reviews", rated(), questions=False)
    assert draw("reviews", questions=False) == "", "neither reviews nor questions"


@pytest.mark.parametrize("handle", sorted(handle for handle, one in THEME.blocks.items() if one.javascript))
def test_what_a_script_fills_has_its_place_before(handle):
    assert re.search(r"--encore-size: \d+px|encore-badge| hidden", draw(handle, rated()))


@pytest.mark.parametrize("handle", sorted(THEME.blocks))
def test_nothing_that_a_page_or_a_merchant_says_becomes_a_tag(handle):
    hostile = '"><script>alert(1)</script>'
    product = rated()
    product["metafields"]["reviews"]["rating"]["value"]["rating"] = hostile
    product["id"] = product["title"] = hostile
    settings = {name: hostile for name, value in THEME.blocks[handle].defaults.items() if value not in (None, True)}
    assert "<script" not in draw(handle, product, hostile, **settings)


def test_only_blocks_that_fetch_bring_a_script():
    assert {one.handle for one in THEME.blocks.values() if one.javascript} == {
        "reviews", "bought_together", "rewards", "badge", "testimonials", "all_reviews", "questions"
    }  # fmt: skip


class Themed(World):
    def __init__(self, folder):
        super().__init__(folder)
        where = settings_in(folder)
        self.store.settings = type(where)(
            **{name: getattr(where, name) for name in where.__slots__ if name != "theme"}, theme=FOLDER
        )


@pytest.fixture
def shop(tmp_path):
    world = Themed(tmp_path)
    yield world
    world.store.close()


def page(shop, address="/shop/products/blue-jumper"):
    return shop.client().get(address).text


def test_no_block_and_no_script_before_it_is_put_there_and_none_after_the_app_is_gone(shop):
    token = shop.install("write_products")
    product = product_gid(shop)
    fields = [
        {"ownerId": product, "namespace": "reviews", "key": "rating", "type": "rating",
         "value": json.dumps({"value": "4.5", "scale_min": "1.0", "scale_max": "5.0"})},
        {"ownerId": product, "namespace": "reviews", "key": "rating_count", "type": "number_integer", "value": "2"},
    ]  # fmt: skip
    said = shop.ask(token, SET, fields=fields)
    assert said["data"]["metafieldsSet"]["userErrors"] == []
    bare = page(shop)
    assert "encore" not in bare.partition("<main")[2]
    assert "/theme/" not in bare
    shop.client().post("/admin/themes", data={"block": ["stars", "reviews", "bought_together", "rewards", "nothing"]})
    full = page(shop)
    assert "4.5 of 5 stars from 2 reviews" in full
    assert full.count("data-encore-page") == 3
    assert full.count('src="/theme/encore.js"') == 1
    assert shop.client().get("/theme/encore.css").status_code == 200
    assert shop.client().get("/theme/..%2Fshopify.extension.toml").status_code == 404
    with shop.act() as act:
        installing.uninstall(act)
    assert page(shop) == bare


def test_every_page_gets_the_blocks_that_suit_it(shop):
    shop.install("write_products")
    shop.client().post("/admin/themes", data={"block": sorted(THEME.blocks)})
    home, product = page(shop, "/shop"), page(shop)
    asked = re.compile(r'data-encore-page="/apps/encore/([a-z-]+)(/\d+)?\?')
    assert {one[0] for one in asked.findall(home)} == {"badge", "testimonials", "reviews", "rewards"}
    assert {one[0] for one in asked.findall(product)} == {
        "badge", "reviews", "questions", "bought-together", "rewards"
    }  # fmt: skip
    assert home.count('src="/theme/encore.js"') == 1


@pytest.mark.parametrize(
    "value", ["4.5", '{"value":"6.0","scale_min":"1.0","scale_max":"5.0"}', '{"value":"x"}', "[]"]
)
def test_a_rating_outside_its_scale_is_refused(shop, value):
    token = shop.install("write_products")
    field = {
        "ownerId": product_gid(shop), "namespace": "reviews", "key": "rating", "type": "rating", "value": value,
    }  # fmt: skip
    (error,) = shop.ask(token, SET, fields=[field])["data"]["metafieldsSet"]["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID_VALUE", ["metafields", "0", "value"])


SET = """mutation Set($fields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $fields) { metafields { id } userErrors { field code message } }
}"""


def product_gid(shop):
    with shop.store.database.read() as session:
        return session.query(Product).order_by(Product.id).first().gid


def test_the_store_finds_the_extension_beside_the_apps_configuration(tmp_path):
    config = FOLDER.parents[1] / "app.toml"
    where = settings({}, port=0, app_url="http://localhost:1", folder=tmp_path, app_config=config)
    assert where.theme == FOLDER
