"""A development store for tests: empty but for two products, on a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from devstore.act import Act
from devstore.admin_api.endpoint import answer
from devstore.app_config import parse
from devstore.doings import checkout, installing, people, stock
from devstore.model.catalogue import Product
from devstore.model.orders import Order
from devstore.model.people import Customer
from devstore.oauth import tokens
from devstore.settings import Settings
from devstore.store import Store
from devstore.web.app import create_app

SECRET = "shpss_0123456789abcdef0123456789abcdef"
KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APP: dict[str, Any] = {
    "client_id": KEY,
    "name": "Encore",
    "application_url": "https://app.example.com/",
    "access_scopes": {
        "scopes": "read_orders,read_fulfillments,read_returns,write_customers,write_discounts,write_products,"
        "read_locales,write_app_proxy",
        "optional_scopes": ["read_all_orders", "write_marketing_events"],
    },
    "app_proxy": {"url": "https://app.example.com/proxy", "subpath": "encore", "prefix": "apps"},
    "webhooks": {
        "api_version": "2026-10",
        "subscriptions": [
            {"compliance_topics": ["customers/data_request", "customers/redact", "shop/redact"], "uri": "/webhooks"},
            {
                "topics": [
                    "app/uninstalled", "app/scopes_update", "shop/update", "bulk_operations/finish",
                    "orders/create", "orders/updated",
                    "orders/paid", "orders/cancelled", "orders/fulfilled", "refunds/create", "fulfillments/create",
                    "fulfillments/update", "returns/request", "customers/create", "customers/update",
                    "customers_email_marketing_consent/update", "customers_marketing_consent/update",
                ],
                "uri": "/webhooks",
                "name": "most",
            },
            {
                "topics": ["products/create", "products/update"],
                "uri": "/webhooks",
                "include_fields": ["id", "title", "variants.id", "variants.price"],
            },
            {"topics": ["fulfillment_events/create"], "uri": "/webhooks"},
        ],
    },
}  # fmt: skip


class Wall:
    """A wall clock that stands still until it is pushed."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def push(self, **by: float) -> None:
        self.at += timedelta(**by)


def settings_in(folder: Path, app_url: str = "http://localhost:9", app: dict[str, Any] = APP) -> Settings:
    return Settings(
        port=0, app_url=app_url, folder=folder, api_key=KEY, api_secret=SECRET, smtp_port=0, app=parse(app)
    )  # fmt: skip


class World:
    def __init__(self, folder: Path, app_url: str = "http://localhost:9", app: dict[str, Any] = APP) -> None:
        self.wall = Wall()
        self.store = Store(settings_in(folder, app_url, app), self.wall)
        with self.store.act() as act:
            for title, pence in (("Blue jumper", 8900), ("Red socks", 1050)):
                new = stock.NewProduct(
                    title.lower().replace(" ", "-"), title, "Jumpers", "Warm.", "men", "#123456", "plain", pence,
                    ("S", "M"), 10,
                )  # fmt: skip
                stock.add_product(act, new)

    @property
    def variants(self) -> list[int]:
        """Jumper S, jumper M, socks S, socks M."""
        with self.store.database.read() as session:
            rows = session.scalars(select(Product).order_by(Product.id))
            return [variant.id for row in rows for variant in row.variants]

    @contextmanager
    def act(self) -> Iterator[Act]:
        with self.store.act() as act:
            yield act

    def join(
        self, first: str = "John", email: str = "john@example.com", phone: str | None = "+447400100101"
    ) -> Customer:
        with self.act() as act:
            return people.welcome(act, people.Newcomer(first, "Carter", email, phone))

    def basket(self, customer: Customer, code: str | None = None, pieces: int = 1) -> checkout.Basket:
        return checkout.Basket({self.variants[0]: pieces}, customer_id=customer.id, code=code)

    def order(self, customer: Customer, code: str | None = None, pieces: int = 1) -> Order:
        basket = self.basket(customer, code, pieces)
        with self.act() as act:
            return checkout.place_order(act, basket)

    def install(self, *scopes: str) -> str:
        """Installed, with all scopes or with these; an access token."""
        with self.act() as act:
            row = installing.install(act)
            if scopes:
                row.scopes = list(scopes)
            return tokens.by_exchange(act.session, row, act.at).access

    def client(self) -> FlaskClient:
        app = create_app(self.store)
        return app.test_client()

    def ask(self, token: str, query: str, **variables: Any) -> dict[str, Any]:
        """The Admin API's answer."""
        body, status = answer(self.store, token, {"query": query, "variables": variables})
        assert status == 200, body
        return body
