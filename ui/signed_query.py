"""Queries that Shopify has signed in an authorization (`hmac`). Pure. Shopify's package knows no authorization, and
ShopifyAPI's check keeps the secret in a global; queries of the app proxy are ui.proxy_gate's."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

Pairs = Sequence[tuple[str, str]]


def is_authorization(pairs: Pairs, secrets: Iterable[str]) -> bool:
    """Whether these decoded pairs hold exactly one good `hmac` and every name once."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        return False
    text = "&".join(sorted(_escaped(name, value) for name, value in pairs if name != "hmac"))
    return _is_signed(text, [value for name, value in pairs if name == "hmac"], secrets)


def _escaped(name: str, value: str) -> str:
    """As ShopifyAPI does it, so that a delimiter inside a value is not one."""
    name = name.replace("%", "%25").replace("=", "%3D")
    return f"{name}={value.replace('%', '%25')}".replace("&", "%26")


def _is_signed(text: str, given: Sequence[str], secrets: Iterable[str]) -> bool:
    if len(given) != 1 or not given[0].isascii():
        return False
    signed = text.encode("utf-8", "surrogatepass")
    return any(
        hmac.compare_digest(hmac.digest(secret.encode(), signed, "sha256").hex(), given[0])
        for secret in secrets
        if secret
    )
