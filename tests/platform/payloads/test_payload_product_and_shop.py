from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugin.errors import BadPayload

PRODUCT = {
    "id": 830, "title": "Kettle | RED", "handle": "kettle", "status": "active", "updated_at": "2026-11-01T00:00:00Z",
    "product_type": "", "vendor": "Acme", "tags": "home,  kitchen ,", "image": {"src": "https://cdn.example/k.png"},
    "variants": [{"price": "20.00", "inventory_quantity": 0}, {"price": "9.50", "inventory_quantity": 3}],
}  # fmt: skip


def test_a_product_is_read_whole(read):
    product = read("products/update", PRODUCT)
    assert (product.id, product.title, product.handle, product.is_active) == (830, "Kettle | RED", "kettle", True)
    assert (product.product_type, product.vendor, product.tags) == (None, "Acme", ("home", "kitchen"))
    assert (product.price_text, product.in_stock, product.variant_count) == ("9.50", True, 2)
    assert product.image_url == "https://cdn.example/k.png"
    assert product.updated_at == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variant", "in_stock"),
    [
        ({"inventory_quantity": 1}, True),
        ({"inventory_quantity": 0}, False),
        ({"inventory_quantity": -2, "inventory_policy": "continue"}, True),
        ({"inventory_quantity": 0, "inventory_management": None}, True),
        ({"inventory_quantity": 0, "inventory_management": "shopify"}, False),
        ({"inventory_quantity": "many", "inventory_management": "shopify"}, False),
        ({}, True),
        ({"inventory_management": "shopify"}, False),
    ],
)
def test_stock_is_what_a_variant_lets_people_buy(read, variant, in_stock):
    assert read("products/update", {**PRODUCT, "variants": [variant]}).in_stock is in_stock


def test_a_draft_or_an_unpublished_old_product_is_not_active(read):
    assert not read("products/update", {**PRODUCT, "status": "draft"}).is_active
    assert not read("products/update", {**PRODUCT, "status": None}).is_active
    assert read("products/update", {**PRODUCT, "status": None, "published_at": "2026-01-01T00:00:00Z"}).is_active


def test_tags_may_be_a_list_and_images_must_be_https(read):
    product = read("products/create", {**PRODUCT, "tags": ["a", None, " b "], "image": {"src": "http://x.example/k"}})
    assert (product.tags, product.image_url) == (("a", "b"), None)


def test_a_product_with_over_a_hundred_variants_counts_them_all(read):
    assert read("products/update", {**PRODUCT, "variant_gids": [{}] * 150}).variant_count == 150


def test_a_product_without_variants_cannot_be_recommended(read):
    product = read("products/update", {**PRODUCT, "variants": None})
    assert (product.price_text, product.in_stock) == (None, False)


def test_a_deleted_product_is_only_an_id(read):
    assert read("products/delete", {"id": 830}).product_id == 830


def test_a_shop_tells_its_iana_zone_and_never_its_label(read, triggered_at):
    shop = read(
        "shop/update",
        {
            "id": 9, "myshopify_domain": "Encore-Test.myshopify.com", "name": "Encore", "currency": "usd",
            "timezone": "(GMT-05:00) Eastern Time", "iana_timezone": "America/New_York", "primary_locale": "en",
            "email": "owner@example.com", "country_code": "US", "updated_at": None,
        },
    )  # fmt: skip
    assert (shop.platform_shop_id, shop.domain, shop.name) == (9, "encore-test.myshopify.com", "Encore")
    assert (shop.time_zone, shop.currency, shop.locale) == ("America/New_York", "USD", "en")
    assert (shop.email, shop.country, shop.at) == ("owner@example.com", "US", triggered_at)
    bare = read("shop/update", {"id": 9, "timezone": "America/New_York", "iana_timezone": "../../etc/passwd"})
    assert bare.time_zone is None


def test_an_uninstall_must_name_the_shop(read):
    gone = read("app/uninstalled", {"id": 9, "myshopify_domain": "encore-test.myshopify.com"})
    assert (gone.platform_shop_id, gone.domain) == (9, "encore-test.myshopify.com")
    with pytest.raises(BadPayload, match="myshopify_domain"):
        read("app/uninstalled", {"id": 9, "domain": "shop.example.com"})


def test_privacy_requests_say_who_and_which_orders(read):
    person = {"id": 730, "email": "ada@example.com", "phone": "555-625-1199"}
    asked = read(
        "customers/data_request", {"customer": person, "orders_requested": [1, "2"], "data_request": {"id": 99}}
    )
    assert (asked.customer_id, asked.email, asked.phone) == (730, "ada@example.com", "555-625-1199")
    assert (asked.request_id, asked.order_ids) == (99, (1, 2))
    redacted = read("customers/redact", {"customer": person, "orders_to_redact": [570]})
    assert (redacted.customer_id, redacted.order_ids) == (730, (570,))
    assert read("shop/redact", {"shop_id": 9, "shop_domain": "encore-test.myshopify.com"}).domain is not None


@pytest.mark.parametrize("topic", ["customers/redact", "customers/data_request"])
def test_a_privacy_request_about_nobody_is_refused_for_a_person_to_see(read, topic):
    with pytest.raises(BadPayload, match="names no customer"):
        read(topic, {"customer": {"id": None}})
