"""Two shops with a customer, an order and a message each, and a browser without a memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from id_tokens import CLIENT_ID, OLD_SECRET, SECRET
from sqlalchemy import text

from plugin.app import create_app
from plugin.channels.transport import Transport
from plugin.clock import SpunClock
from plugin.compose.links import LinkPurpose, LinkSigner
from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.events import Channel
from plugin.flows.flow import Flow
from plugin.flows.registry import FLOWS
from plugin.inbox import Inbox, Incoming, open_body
from plugin.install import Installs
from plugin.model import Base
from plugin.model.customer import ConsentEntry, Customer, PrivacyRequest
from plugin.model.inbox import InboxItem
from plugin.model.message import Message
from plugin.model.order import OrderLine
from plugin.model.product import Product
from plugin.operator import Settings
from plugin.platform.token_endpoint import Granted
from plugin.platform.tokens import StaleIdToken, Tokens, TokensDown
from plugin.shop_tokens import ShopTokens
from plugin.shops import Shop, Shops
from plugin.texts import Texts
from plugin.vault import KeyRing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEYS = (bytes(range(32)),)
KETTLE, MUG = 51, 52


@dataclass
class Here:
    """The wired application as the pages see it."""

    settings: Settings
    database: Database
    shops: Shops
    clock: SpunClock
    inbox: Any
    links: LinkSigner
    installs: Installs
    texts: Texts
    flows: Mapping[str, Flow] = field(default_factory=lambda: FLOWS)
    transports: Mapping[Channel, Transport] = field(default_factory=dict)
    woken: list[str] = field(default_factory=list)

    def wake(self, stage: str) -> None:
        self.woken.append(stage)


@dataclass
class World:
    here: Here
    app: Flask
    shop: Shop
    other: Shop
    shopify: Shopify

    @property
    def browser(self) -> FlaskClient:
        return self.app.test_client(use_cookies=False)

    def set(self, **values: Any) -> None:
        """The operator's settings are others from now on."""
        self.here.settings = replace(self.here.settings, **values)

    def token(
        self, purpose: str, id: str = "m-mail", *, shop: Shop | None = None, lasts: timedelta = timedelta(days=90)
    ) -> str:
        public_id = (shop or self.shop).public_id
        return self.here.links.sign(LinkPurpose(purpose), public_id, id, self.here.clock.now() + lasts)

    def link(self, purpose: str, id: str = "m-mail", **more: Any) -> str:
        head = "/t/" if purpose == "click" else f"/s/{purpose}/"
        return head + self.token(purpose, id, **more)

    def told(self) -> list[tuple[str, bytes]]:
        """Topic and body of everything in the shop's inbox, oldest first."""
        with self.here.database.read(self.shop.id) as session:
            items = session.query(InboxItem).where(InboxItem.shop_id == self.shop.id).order_by(InboxItem.id).all()
            return [(item.topic, open_body(self.shop.keys, item)) for item in items]

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        with self.here.database.engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
                for name in Base.metadata.tables
            }

    def change(self, row: type[Any], id: Any, **values: Any) -> None:
        with self.here.database.write(self.shop.id) as session:
            session.query(row).where(row.shop_id == self.shop.id, row.id == id).update(values)

    def consent(self, channel: str, state: str, at: datetime = NOON) -> None:
        with self.here.database.write(self.shop.id) as session:
            session.add(
                ConsentEntry(
                    shop_id=self.shop.id, customer_id=7, channel=channel, state=state, at=at, recorded_at=at,
                    source="test", fingerprint=f"{channel}{state}{at}",
                )
            )  # fmt: skip


@dataclass
class Shopify:
    """Shopify's token address: it takes nothing until it is told to."""

    is_there: bool = False
    is_down: bool = False

    def exchange(self, shop_domain: str, id_token: str) -> Granted:
        if not self.is_there and not self.is_down:
            raise StaleIdToken(shop_domain)
        return self.redeem(shop_domain, id_token)

    def redeem(self, shop_domain: str, code: str) -> Granted:
        if not self.is_there:
            raise TokensDown(shop_domain)
        return Granted("shpat_new", timedelta(hours=1), "shprt_new", timedelta(days=90), "write_orders")

    refresh = redeem


class BusyInbox:
    def put(self, incoming: Incoming) -> None:
        from plugin.inbox import StoreBusy

        raise StoreBusy("busy")


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    shops = Shops(database, KeyRing(KEYS), ShopSettings())
    inbox, clock = Inbox(database), SpunClock(NOON)
    shopify = Shopify()
    tokens = Tokens(shopify, ShopTokens(database, shops), clock.now)
    here = Here(
        settings=Settings(
            ShopSettings(), api_key=CLIENT_ID, api_secret=SECRET, old_api_secret=OLD_SECRET, secret_key=b"s" * 32
        ),
        database=database, shops=shops, clock=clock, inbox=inbox,
        links=LinkSigner(KEYS, "https://encore.example.com"), installs=Installs(shops, tokens, clock.now),
        texts=Texts(database),
    )  # fmt: skip
    shop = shops.add("pots.myshopify.com", now=NOON, token="shpat_pots")
    other = shops.add("pans.myshopify.com", now=NOON, token="shpat_pans")
    _fill(database, shop)
    yield World(here, create_app(here), shop, other, shopify)
    inbox.close()


def _fill(database: Database, shop: Shop) -> None:
    seal = shop.keys.seal
    with database.write(shop.id) as session:
        session.add(
            Customer(
                shop_id=shop.id, id=7, email=seal("customer.email", 7, "jon@example.com"),
                phone=seal("customer.phone", 7, "+447700900189"),
            )
        )  # fmt: skip
        session.add(_message(shop, "m-mail", "email", "jon@example.com"))
        session.add(_message(shop, "m-text", "sms", "+447700900189"))
        session.add(
            Product(
                shop_id=shop.id, id=901, seen_at=NOON, title="Kettle", is_active=True, in_stock=True, tags=[],
                image_url="https://cdn.example.com/kettle.png",
            )
        )  # fmt: skip
        asked = '{"customers": [{"email": "jon@example.com"}]}'
        session.add(
            PrivacyRequest(
                shop_id=shop.id, id="asked", kind="data_request", at=NOON, customer_id=7, subject_hash="h",
                export=seal("privacy_request.export", "asked", asked),
            )
        )  # fmt: skip
        for place, (line_id, title) in enumerate([(KETTLE, "Kettle"), (MUG, "<img src=x onerror=alert(1)>")]):
            session.add(_line(shop, line_id, title, place))


def _message(shop: Shop, id: str, channel: str, to: str) -> Message:
    return Message(
        shop_id=shop.id, id=id, flow="review_request", step=0, channel=channel, purpose="feedback", rank=1,
        customer_id=7, about="order:300", plan_key=id, dedupe_key=id, state="accepted", version=1, chain="",
        planned_at=NOON, due_at=NOON, useful_until=NOON, time_zone="UTC",
        to=shop.keys.seal("message.to", id, to), to_hash="h-" + channel,
        links=["https://pots.example.com/products/kettle?a=b", "javascript:alert(1)", "https://u@evil.example/"],
        product_ids=[901, 902], line_ids=[KETTLE, MUG], trace=[],
    )  # fmt: skip


def _line(shop: Shop, id: int, title: str, place: int) -> OrderLine:
    return OrderLine(
        shop_id=shop.id, order_id=300, id=id, position=place, product_id=901 + place, title=title, quantity=1,
        current_quantity=1, price=1000, is_gift_card=False, needs_shipping=True,
    )  # fmt: skip


@pytest.fixture
def busy(world: World) -> Callable[[], None]:
    """Call it, and nothing can be stored any more."""

    def shut() -> None:
        world.here.inbox.close()
        world.here.inbox = BusyInbox()
        world.here.inbox.close = lambda: None

    return shut
