"""The door of the app proxy: shoppers on the storefront, through Shopify, which signs each query (platform: app
proxy). Shopify's package verifies signature and age, the latter by the wall clock, as Shopify signs.

The signed text has no separators, so a visitor may shift what he typed from one name to another without breaking the
signature. Hence the strict reading: nothing holds a `=` (else even the shop could be forged), what Shopify adds comes
once, a route says what the values of its own parameters look like. Any other parameter is ignored, but beside one
the customer's number is not believed, since `ogged_in_customer_id=` may be the rest of the true one. Even then a
number proves nothing by itself: behind personal things there is a signed link of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlencode

import structlog
from flask import abort, current_app, g, request

from plugin.shops import Shop
from ui.doors import Door, doors
from ui.verifier import verifier

if TYPE_CHECKING:
    from shopify_app import ShopifyApp

RESERVED = {
    "shop": r"[a-z0-9][a-z0-9-]*\.myshopify\.com",
    "timestamp": r"[0-9]{1,12}",
    "signature": r"[0-9a-f]{64}",
    "path_prefix": r"(/[A-Za-z0-9_-]{1,60}){1,4}",
    "logged_in_customer_id": r"[0-9]{0,19}",
}
_NEEDED = frozenset(RESERVED) - {"logged_in_customer_id"}
View = TypeVar("View", bound=Callable[..., object])
log = structlog.get_logger()


class BadQuery(Exception):
    """Not as Shopify passes a request on. The text says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Shopper:
    """A request from a storefront."""

    shop: Shop
    said_customer_id: int | None  # what Shopify says; good for a greeting, never for what is personal
    asked: Mapping[str, str] = field(default_factory=dict)  # the route's own parameters
    prefix: str = "/apps/encore"  # under which our pages are on the storefront


def knows(**patterns: str) -> Callable[[View], View]:
    """Marks a proxy route with the parameters it reads and the pattern of each value."""

    def mark(view: View) -> View:
        view.knows = patterns  # type: ignore[attr-defined]
        return view

    return mark


def shopper() -> Shopper:
    """Who is behind the current request of a proxy route."""
    return cast(Shopper, g.shopper)


def guard() -> None:
    """Lets a request to a proxy route through only if Shopify has just signed it, for a shop that is installed."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "door", None) is not Door.PROXY:
        return
    try:
        query = read(list(request.args.items(multi=True)), getattr(view, "knows", {}), verifier())
    except BadQuery as error:
        log.info("proxy request refused", page=request.endpoint, reason=str(error))
        abort(401)
    shop = doors().shops.by_domain(query["shop"])
    if shop is None or shop.uninstalled_at is not None:
        abort(404)
    own = {name: value for name, value in query.items() if name not in RESERVED}
    customer = query.get("logged_in_customer_id")
    g.shopper = Shopper(shop, int(customer) if customer else None, own, query["path_prefix"])


def read(pairs: Sequence[tuple[str, str]], known: Mapping[str, str], app: ShopifyApp | None) -> dict[str, str]:
    """The parameters that Shopify adds and those of `known`, each once and as its pattern says, signed for `app` at
    most 90 seconds from now. BadQuery otherwise, and for everything where there is no app."""
    if any("=" in name or "=" in value for name, value in pairs):
        raise BadQuery("a name or a value with a sign of equality")
    patterns = {**known, **RESERVED}
    mine = [(name, value) for name, value in pairs if name in patterns]
    query = dict(mine)
    if len(query) < len(mine) or not query.keys() >= _NEEDED:
        raise BadQuery("a name twice, or what Shopify adds is missing")
    if not all(re.fullmatch(patterns[name], value) for name, value in mine):
        raise BadQuery("a value that is none")
    _require_signed(pairs, app)
    if len(mine) < len(pairs):
        query.pop("logged_in_customer_id", None)
    return query


def _require_signed(pairs: Sequence[tuple[str, str]], app: ShopifyApp | None) -> None:
    if app is None:
        raise BadQuery("the app has no key or no secret")
    try:
        result = app.verify_app_proxy_req(
            {"method": "GET", "url": f"/?{urlencode(pairs)}", "headers": {}, "body": ""}
        )
    except UnicodeEncodeError:
        raise BadQuery("a letter that is none") from None
    if not result.ok:
        raise BadQuery(result.log.code)
