"""The shop itself: its settings, its leaving, and the privacy requests that the platform passes on."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from plugin.errors import BadPayload
from plugin.events import AppUninstalled, ScopesChanged, ShopSeen
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded
from plugin.platform.payloads.money import optional_currency
from plugin.platform.payloads.place import country_code
from plugin.platform.payloads.values import (
    email_text,
    identity,
    locale,
    optional_identity,
    optional_instant,
    text,
    whole_text,
    word,
)

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


class ShopBody(Struct):
    id: Leaf = None
    myshopify_domain: Leaf = None
    domain: Leaf = None
    updated_at: Leaf = None
    name: Leaf = None
    iana_timezone: Leaf = None
    currency: Leaf = None
    primary_locale: Leaf = None
    email: Leaf = None
    country_code: Leaf = None


class ScopesBody(Struct):
    shop_id: Leaf = None
    current: Leaf = None


_SHOP = msgspec.json.Decoder(ShopBody)
_SCOPES = msgspec.json.Decoder(ScopesBody)


def shop(raw: bytes, told: Told) -> tuple[ShopSeen, ...]:
    """shop/update. The zone is `iana_timezone`; `timezone` is a label for people, with a fixed offset."""
    seen = shop_seen(decoded(_SHOP, raw), told.triggered_at)
    if seen.platform_shop_id is None and seen.domain is None:
        raise BadPayload("neither id nor myshopify_domain says which shop this is")
    return (seen,)


def shop_seen(body: ShopBody, at: datetime | None) -> ShopSeen:
    """The shop as a body tells it; `at` where it does not say of when it is. Raises BadPayload."""
    return ShopSeen(
        platform_shop_id=optional_identity(body.id, "id"),
        domain=shop_domain(body.myshopify_domain),
        at=optional_instant(body.updated_at) or at,
        name=text(body.name),
        time_zone=_zone(body.iana_timezone),
        currency=optional_currency(body.currency),
        locale=locale(body.primary_locale),
        email=email_text(body.email),
        country=country_code(body.country_code),
    )


def app_uninstalled(raw: bytes, told: Told) -> tuple[AppUninstalled, ...]:
    """app/uninstalled: its body is the shop, not the app."""
    body = decoded(_SHOP, raw)
    domain = shop_domain(body.myshopify_domain)
    if domain is None:
        raise BadPayload("myshopify_domain is missing or is not one")
    return (AppUninstalled(optional_identity(body.id, "id"), domain, told.triggered_at),)


def scopes_changed(raw: bytes, told: Told) -> tuple[ScopesChanged, ...]:
    """app/scopes_update: all scopes there are now. Its time is the delivery's, which has fractions of a second."""
    body = decoded(_SCOPES, raw)
    if not isinstance(body.current, list):
        raise BadPayload("current is not a list of scopes")
    found = [scope for scope in map(word, body.current) if scope is not None]
    return (ScopesChanged(identity(body.shop_id, "shop_id"), tuple(sorted(found)), told.triggered_at),)


def shop_domain(value: object) -> str | None:
    """`name.myshopify.com` in lower case, or None for anything else."""
    found = whole_text(value, 255)
    found = None if found is None else found.lower()
    return found if found is not None and _DOMAIN.fullmatch(found) else None


def _zone(value: object) -> str | None:
    """The form of a zone's name only; whether that zone exists is for whoever uses it."""
    found = whole_text(value, 64)
    return found if found is not None and _ZONE.fullmatch(found) else None
