import pytest

from plugin.platform.base import at_base

BASE = "http://localhost:8001"


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("https://pots.myshopify.com/products/a?b=c#d", "http://localhost:8001/products/a?b=c#d"),
        ("https://pots.myshopify.com", "http://localhost:8001"),
        ("https://pots.myshopify.com.evil.example/", "https://pots.myshopify.com.evil.example/"),
        ("https://pans.myshopify.com/", "https://pans.myshopify.com/"),
        ("http://pots.myshopify.com/", "http://pots.myshopify.com/"),
    ],
)
def test_only_the_shops_own_addresses_lead_to_the_development_store(address, led_to):
    assert at_base(address, "pots.myshopify.com", BASE) == led_to
    assert at_base(address, "pots.myshopify.com", "") == address
