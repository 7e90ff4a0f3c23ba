"""Whether an id token is Shopify's, for this app, and of now; and whose request it makes (platform: requests from the
admin). Shopify's package verifies signature, app and times, the latter by the wall clock, as Shopify signs; it lets a
token pass that lacks a claim or names two shops, so the claims are read once more here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopify_app import ShopifyApp

MOST_CHARACTERS = 4096  # a real one has about 500
_HOST = re.compile(r"https://([a-z0-9][a-z0-9-]*\.myshopify\.com)")
_TIMES = ("exp", "nbf", "iat")
_WORDS = ("iss", "dest", "aud", "sub", "jti", "sid")
_STUMBLES = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)  # of the package over odd JSON


Verify = Callable[["ShopifyApp", Any], Any]


class BadToken(Exception):
    """The token opens nothing. The text says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Claims:
    shop_domain: str  # of `dest`
    user_id: str  # `sub`: the member of staff


def claims(token: str, app: ShopifyApp | None, *, in_block: bool = False) -> Claims:
    """Shop and user of a token that one of the secrets of `app` has signed (HS256 only) and that counts now, give or
    take ten seconds. BadToken for anything else, and for everything where there is no app. `in_block`: Shopify signed
    it for a block in the admin, not for a page of ours there."""
    payload = verified(token, app, _by_block if in_block else _by_page)
    require_texts(payload, _WORDS)
    return Claims(_shop_domain(payload), payload["sub"])


def verified(token: str, app: ShopifyApp | None, by: Verify) -> dict[str, Any]:
    """The claims of a token that `by` finds good, with all its times. BadToken otherwise."""
    if len(token) > MOST_CHARACTERS:
        raise BadToken("longer than any id token")
    if app is None:
        raise BadToken("the app has no key or no secret")
    try:
        result = by(app, {"method": "GET", "url": "/", "headers": {"Authorization": f"Bearer {token}"}, "body": ""})
    except _STUMBLES as error:
        raise BadToken(type(error).__name__) from None
    if not result.ok or result.id_token is None:
        raise BadToken(result.log.code)
    payload: dict[str, Any] = result.id_token.claims
    if any(type(payload.get(name)) is not int for name in _TIMES):
        raise BadToken("a time is not a whole number of seconds")
    return payload


def require_texts(payload: dict[str, Any], names: Iterable[str]) -> None:
    if any(type(payload.get(name)) is not str or not payload[name] for name in names):
        raise BadToken("a claim is not a text")


def _by_page(app: ShopifyApp, request: Any) -> Any:
    return app.verify_app_home_req(request, "/")


def _by_block(app: ShopifyApp, request: Any) -> Any:
    return app.verify_admin_ui_ext_req(request)


def _shop_domain(payload: dict[str, Any]) -> str:
    dest = _HOST.fullmatch(payload["dest"])
    if dest is None:
        raise BadToken("dest is not a shop")
    if payload["iss"] != f"{payload['dest']}/admin":
        raise BadToken("iss and dest name two shops")
    return dest[1]
