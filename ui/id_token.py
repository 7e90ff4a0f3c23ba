"""Whether an id token is Shopify's, for this app, and of now; and whose request it makes (platform: requests from the
admin). Shopify's package verifies signature, app and times, the latter by the wall clock, as Shopify signs; it lets a
token pass that lacks a claim or names two shops, so the claims are read once more here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopify_app import ShopifyApp

MOST_CHARACTERS = 4096  # a real one has about 500
_HOST = re.compile(r"https://([a-z0-9][a-z0-9-]*\.myshopify\.com)")
_TIMES = ("exp", "nbf", "iat")
_WORDS = ("iss", "dest", "aud", "sub", "jti", "sid")
_STUMBLES = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)  # of the package over odd JSON


class BadToken(Exception):
    """The token opens nothing. The text says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Claims:
    shop_domain: str  # of `dest`
    user_id: str  # `sub`: the member of staff


def claims(token: str, app: ShopifyApp | None) -> Claims:
    """Shop and user of a token that one of the secrets of `app` has signed (HS256 only) and that counts now, give or
    take ten seconds. BadToken for anything else, and for everything where there is no app."""
    if len(token) > MOST_CHARACTERS:
        raise BadToken("longer than any id token")
    if app is None:
        raise BadToken("the app has no key or no secret")
    payload = _verified(token, app)
    if any(type(payload.get(name)) is not int for name in _TIMES):
        raise BadToken("a time is not a whole number of seconds")
    if any(type(payload.get(name)) is not str or not payload[name] for name in _WORDS):
        raise BadToken("a claim is not a text")
    return Claims(_shop_domain(payload), payload["sub"])


def _verified(token: str, app: ShopifyApp) -> dict[str, Any]:
    try:
        result = app.verify_app_home_req(
            {"method": "GET", "url": "/", "headers": {"Authorization": f"Bearer {token}"}, "body": ""}, "/"
        )
    except _STUMBLES as error:
        raise BadToken(type(error).__name__) from None
    if not result.ok or result.id_token is None:
        raise BadToken(result.log.code)
    return result.id_token.claims


def _shop_domain(payload: dict[str, Any]) -> str:
    dest = _HOST.fullmatch(payload["dest"])
    if dest is None:
        raise BadToken("dest is not a shop")
    if payload["iss"] != f"{payload['dest']}/admin":
        raise BadToken("iss and dest name two shops")
    return dest[1]
