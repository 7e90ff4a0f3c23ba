"""Whoever writes into X-Forwarded-For what they like is still known by where they come from."""

from __future__ import annotations

import pytest

from ui.address import SHOPIFY, came_from

PEER = "203.0.113.9"  # whoever has the connection to us


@pytest.mark.parametrize(
    ("proxies", "beyond", "told", "address"),
    [
        (0, 0, "", PEER),
        (0, 0, "192.0.2.1", PEER),
        (1, 0, "192.0.2.1", "192.0.2.1"),
        (1, 0, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, 0, "6.6.6.6, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (0, SHOPIFY, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (1, SHOPIFY, "6.6.6.6,192.0.2.1 , 198.51.100.1", "192.0.2.1"),
        (1, SHOPIFY, "198.51.100.1", "198.51.100.1"),
        (1, SHOPIFY, "", PEER),
        (1, 0, " , ,", PEER),
        (1, 0, "nonsense", "nonsense"),
    ],
)
def test_it_is_read_from_the_right_as_far_as_proxies_are_known(world, proxies, beyond, told, address):
    world.set(proxies=proxies)
    assert at(world, told, beyond) == address


def test_the_addresses_of_one_household_are_one(world):
    first, second, neighbour = (
        at(world, one) for one in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert first == second != neighbour


def at(world, told, beyond=0):
    headers = {"X-Forwarded-For": told} if told else {}
    with world.app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": PEER}):
        return came_from(beyond)
