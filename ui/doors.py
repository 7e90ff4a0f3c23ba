"""What the pages need from the wired application, and the word on every route that says who may come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from flask import Flask, current_app

from plugin.clock import Clock
from plugin.compose.links import LinkPurpose
from plugin.db.session import Database
from plugin.inbox import Incoming
from plugin.install import Installs
from plugin.operator import Settings
from plugin.roles import Role
from plugin.shops import Shops

if TYPE_CHECKING:
    from plugin.encore import Encore

View = TypeVar("View", bound=Callable[..., object])
_NAME = "encore"
READS = frozenset({"GET", "HEAD"})


class Link(Protocol):
    """What a signed link stands for."""

    @property
    def shop(self) -> str: ...
    @property
    def id(self) -> str: ...


class Links(Protocol):
    def read(self, token: str, purpose: LinkPurpose, now: datetime, /) -> Link:
        """Raises LinkInvalid or LinkExpired (plugin.compose.links)."""
        ...

    def sign(self, purpose: LinkPurpose, shop_public_id: str, id: str, expires_at: datetime, /) -> str:
        """The token for an address."""
        ...


class Store(Protocol):
    def put(self, incoming: Incoming, /) -> object:
        """Durable when it returns; the same delivery twice is one. Raises StoreBusy, ShopGone (plugin.inbox)."""
        ...


class Doors(Protocol):
    """The one object that `create_app` is given."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def shops(self) -> Shops: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def inbox(self) -> Store: ...
    @property
    def links(self) -> Links: ...
    @property
    def installs(self) -> Installs: ...
    @property
    def wake(self) -> Callable[[str], object]: ...


class Door(StrEnum):
    """Who may come in by a route."""

    PUBLIC = "public"  # anybody: nothing about a shop or a person is behind it
    LINK = "link"  # whoever holds a signed link from a message
    ADMIN = "admin"  # staff of a shop, by the id token of each request (ui.session)
    PROXY = "proxy"  # shoppers on the storefront, through Shopify, which signs (ui.proxy_gate)
    CHECKOUT = (
        "checkout"  # blocks on Shopify's pages, by their session token: of a shop, but nobody known (ui.blocks)
    )
    CUSTOMER = "customer"  # the same, of a customer who is signed in: whose, says the token's `sub` alone
    OPERATOR = "operator"  # figures without persons; the operator's proxy decides who reaches it


def door(name: str, *, role: str | None = None) -> Callable[[View], View]:
    """Marks a view with who may come in; a test fails for a route without it. `role` is the least that opens a door
    of the admin; without one everybody of the staff may look (GET), and who may change things may do more. A POST
    that only looks says `role="viewer"`."""
    kind, least = Door(name), None if role is None else Role(role)

    def mark(view: View) -> View:
        view.door, view.least = kind, least  # type: ignore[attr-defined]
        return view

    return mark


def role_needed(view: object, method: str) -> Role:
    """The least role for which a view of the admin answers that method."""
    least: Role | None = getattr(view, "least", None)
    return least or (Role.VIEWER if method in READS else Role.EDITOR)


def hang(app: Flask, doors: Doors) -> None:
    app.extensions[_NAME] = doors


def doors() -> Doors:
    """The wired application behind the current request, as little of it as the doors for everybody need."""
    return cast(Doors, current_app.extensions[_NAME])


def encore() -> Encore:
    """The whole of it, for the merchant's pages."""
    return cast("Encore", current_app.extensions[_NAME])
