"""Whose block a session token of the checkout or of a customer account speaks for. Shopify's package verifies
signature, app and times; what it lets pass is read once more here, as in ui.id_token. Such a token has no `iss` and
no `sid`, and a `sub` only where the customer is signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.id_token import BadToken, require_texts, verified

if TYPE_CHECKING:
    from shopify_app import ShopifyApp

_DEST = re.compile(r"(?:https://)?([a-z0-9][a-z0-9-]*\.myshopify\.com)")
_CUSTOMER = re.compile(r"gid://shopify/Customer/([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Told:
    shop_domain: str  # of `dest`
    customer_id: int | None  # of `sub`


def of_checkout(token: str, app: ShopifyApp | None) -> Told:
    """For pages that may be anybody's: the shop. Raises BadToken."""
    return _told(verified(token, app, lambda app, request: app.verify_checkout_ui_ext_req(request)))


def of_customer(token: str, app: ShopifyApp | None) -> Told:
    """For what is one customer's own. Raises BadToken, also where nobody is signed in."""
    told = _told(verified(token, app, lambda app, request: app.verify_customer_account_ui_ext_req(request)))
    if told.customer_id is None:
        raise BadToken("nobody is signed in")
    return told


def _told(payload: dict[str, Any]) -> Told:
    require_texts(payload, ("dest", "aud", "jti"))
    dest = _DEST.fullmatch(payload["dest"])
    if dest is None:
        raise BadToken("dest is not a shop")
    issuer = payload.get("iss")
    if issuer is not None and issuer not in (f"https://{dest[1]}", f"https://{dest[1]}/admin", dest[1]):
        raise BadToken("iss and dest name two shops")
    return Told(dest[1], _customer(payload.get("sub")))


def _customer(sub: object) -> int | None:
    if sub is None:
        return None
    found = _CUSTOMER.fullmatch(sub) if isinstance(sub, str) else None
    if found is None:
        raise BadToken("sub is not a customer")
    return int(found[1])
