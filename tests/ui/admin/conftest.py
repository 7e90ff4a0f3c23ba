"""The admin of a small world: a member of staff with a good id token in front of the whole application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from id_tokens import id_token, wall
from werkzeug.test import TestResponse
from world import World

from plugin.app import create_app
from plugin.db.session import Database
from plugin.desk.staff import give, member_of
from plugin.roles import Role
from plugin.shops import Shop


class Staff:
    """Asks as App Bridge does: every request with a fresh token of `shop` (the world's own) in its header."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.app = create_app(world.encore)
        self.user = "42"
        self._browser: FlaskClient = self.app.test_client(use_cookies=False)

    def become(self, role: str, user: str = "43") -> None:
        """From now on somebody else of that role asks; 42 stays a manager."""
        for one in ("42", user):
            self.get("/app/", user=one)
        encore, shop = self.world.encore, self.world.shop
        with encore.database.read(shop.id) as session:
            version = member_of(session, shop, user).version
        give(encore, shop, user, Role(role), "", version=version, by="42")
        self.user = user

    def get(self, address: str, *, shop: Shop | None = None, user: str = "", **more: Any) -> TestResponse:
        return self._browser.get(address, headers=self._headers(shop, user), **more)

    def post(
        self, address: str, data: dict[str, Any] | None = None, *, shop: Shop | None = None, user: str = "",
        wants: str = "text/html", **more: Any,
    ) -> TestResponse:  # fmt: skip
        headers = {**self._headers(shop, user), "Accept": wants}
        return self._browser.post(address, data=data, headers=headers, **more)

    def _headers(self, shop: Shop | None, user: str) -> dict[str, str]:
        token = id_token(wall(), (shop or self.world.shop).domain, sub=user or self.user)
        return {"Authorization": f"Bearer {token}", "Accept": "text/html"}


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with World(database, name="pots") as world:
        yield world


@pytest.fixture
def staff(world: World) -> Staff:
    return Staff(world)
