"""The Health page says what the comparison with Shopify found."""

from __future__ import annotations

from plugin.model.watermark import Watermark


def note(world, kind: str, **values) -> None:
    now = world.clock.now()
    with world.encore.database.write(world.shop.id) as session:
        session.add(Watermark(shop_id=world.shop.id, kind=kind, read_until=now, wake_at=now, began_at=now, **values))


def test_what_was_missing_is_counted(world, staff):
    note(world, "orders", done_at=world.clock.now(), missing=3, missing_total=12)
    note(world, "products", done_at=world.clock.now())
    html = staff.get("/app/health").get_data(as_text=True)
    assert "3 changes were missing and are here now." in html
    assert "12 since the installation." in html
    assert "Nothing was missing." in html


def test_why_a_shop_could_not_be_compared_is_said(world, staff):
    note(world, "orders", trouble="pots.myshopify.com no longer accepts the token")
    html = staff.get("/app/health").get_data(as_text=True)
    assert "Not compared yet." in html
    assert "It says: pots.myshopify.com no longer accepts the token" in html


def test_without_a_comparison_nothing_is_said_of_it(staff):
    assert "Compared with Shopify" not in staff.get("/app/health").get_data(as_text=True)
