import pytest

from plugin.scopes import are_enough, needed_scopes


@pytest.mark.parametrize(
    ("granted", "enough"),
    [
        ("read_orders,write_products", True),
        (" write_products , read_orders", True),
        ("write_orders,write_products,read_themes", True),
        ("write_orders,read_products", False),
        ("read_orders", False),
        ("", False),
        (None, False),
        ("something else,read_orders,write_products", True),
    ],
)
def test_a_write_scope_covers_its_read_scope_and_nothing_else_covers_anything(granted, enough):
    assert are_enough(granted, "read_orders,write_products") is enough


def test_what_is_needed_is_in_app_toml():
    assert "write_discounts" in needed_scopes().split(",")
    assert are_enough(needed_scopes(), needed_scopes())
