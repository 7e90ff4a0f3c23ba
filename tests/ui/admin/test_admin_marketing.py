"""The permission to report to Shopify, as the settings page shows it and asks for it."""

from __future__ import annotations

import pytest
from world import SHOP_NUMBER

from plugin.marketing import SCOPE


@pytest.fixture
def page(staff):
    """That section of the settings."""

    def section() -> str:
        return staff.get("/app/settings").text.partition('id="marketing"')[2].partition("</s-section>")[0]

    return section


def tell_scopes(world, *scopes):
    """As Shopify's webhook does."""
    body = {"shop_id": f"gid://shopify/Shop/{SHOP_NUMBER}", "current": list(scopes), "previous": []}
    world.webhook("app/scopes_update", body)


def test_it_says_what_it_is_for_and_that_it_is_not_granted(page):
    assert "Not granted" in page()
    assert "marketing reports can show" in page()


def test_the_button_asks_for_that_scope_and_without_javascript_the_page_says_what_to_do(page):
    assert f'data-scope="{SCOPE}"' in page()
    assert "data-asking hidden" in page()
    assert "takes JavaScript" in page()


def test_once_shopify_has_told_us_it_is_granted_and_not_asked_for_any_more(world, page):
    tell_scopes(world, "write_orders", SCOPE)
    assert ">Granted<" in page()
    assert "data-asking" not in page()
    tell_scopes(world, "write_orders")
    assert "Not granted" in page()


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_whoever_may_not_change_settings_is_not_asked(staff, page, role):
    staff.become(role)
    assert "A manager can ask" in page()
    assert "data-asking" not in page()
