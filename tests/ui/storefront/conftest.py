"""A small world whose storefront is asked as Shopify's app proxy asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from proxied import proxied
from told_reviews import Reviewed
from werkzeug.test import TestResponse
from world import World

from plugin.app import create_app
from plugin.db.session import Database
from plugin.shops import Shop

Ask = Callable[..., TestResponse]


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with World(database) as world:
        yield world


@pytest.fixture
def reviewed(world: World) -> Reviewed:
    return Reviewed(world)


@pytest.fixture
def ask(world: World) -> Ask:
    """A signed request, a GET unless `method` says otherwise; `signed` takes the place of the good
    signature, the query's parameters are the visitor's."""
    browser = create_app(world.encore).test_client(use_cookies=False)

    def asked(
        path: str, *, shop: Shop | None = None, signed: str = "", headers: dict[str, str] | None = None,
        method: str = "GET", data: dict[str, str] | None = None, **query: str,
    ) -> TestResponse:  # fmt: skip
        query = proxied(shop or world.shop, signed=signed, **query)
        return browser.open(f"/proxy/{path}", method=method, query_string=query, headers=headers, data=data)

    return asked
