"""A shop's Admin API on this machine and a client that asks it, without real pauses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from admin_server import AdminServer

from plugin.platform.client import AdminClient
from plugin.platform.token_trouble import NeedsMerchant

POTS, LAMPS = 1, 2
DOMAINS = {POTS: "pots.myshopify.com", LAMPS: "lamps.myshopify.com"}


@pytest.fixture
def server() -> Iterator[AdminServer]:
    with AdminServer() as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    """Every pause that the client made, in seconds."""
    return []


def no_other(shop_id: int, refused: str) -> str:
    raise NeedsMerchant(f"shop {shop_id} has no other token")


@pytest.fixture
def client(server: AdminServer, pauses: list[float]) -> Iterator[AdminClient]:
    made = AdminClient(
        DOMAINS.__getitem__, lambda shop_id: f"token-{shop_id}", no_other, server.base, sleep=pauses.append
    )
    yield made
    made.close()
