"""The small world behind the real app, as blocks ask it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from block_tokens import bearer, block_token
from flask.testing import FlaskClient
from id_tokens import id_token, wall
from world import World

from plugin.app import create_app
from plugin.db.session import Database
from plugin.model.product import BoughtTogether
from plugin.shops import Shop

ORIGIN = {"Origin": "null"}


@dataclass
class Blocks:
    world: World
    browser: FlaskClient

    def ask(self, place: str, *, as_: int | None = None, shop: Shop | None = None, **more: Any) -> Any:
        """The answer to a block that a customer of the shop sees (None: nobody is signed in)."""
        token = block_token((shop or self.world.shop).domain, as_)
        method = more.pop("method", "POST" if "json" in more else "GET")
        return self.browser.open(place, method=method, headers=bearer(token) | ORIGIN, **more)

    def as_staff(self, place: str, shop: Shop | None = None, **changed: Any) -> Any:
        token = id_token(wall(), (shop or self.world.shop).domain, **changed)
        return self.browser.get(place, headers=bearer(token) | ORIGIN)

    def product(self, id: int, title: str, shop: Shop | None = None) -> None:
        """A product that is in stock, as the platform tells of it."""
        now = self.world.clock.now().isoformat()
        variant = {"id": id * 10, "price": "12.00", "inventory_quantity": 5, "inventory_policy": "deny"}
        body = {
            "id": id, "title": title, "handle": title.lower(), "status": "active", "updated_at": now,
            "variants": [variant],
        }  # fmt: skip
        self.world.webhook("products/update", body, shop=shop)

    def together(self, product: int, other: int, shop: Shop | None = None) -> None:
        """Seven orders had both."""
        shop = shop or self.world.shop
        pair = BoughtTogether(
            shop_id=shop.id, product_id=product, other_id=other, count=7, lift=3.0, score=2.0,
            learned_at=self.world.clock.now(),
        )  # fmt: skip
        with self.world.database.write(shop.id) as session:
            session.add(pair)


@pytest.fixture
def blocks(database: Database) -> Iterator[Blocks]:
    with World(database) as world:
        yield Blocks(world, create_app(world.encore).test_client(use_cookies=False))
