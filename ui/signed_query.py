"""Queries that Shopify has signed: those of an authorization (`hmac`) and those of the app proxy (`signature`). Pure.

The two texts differ: the first is joined with `&`, the second with nothing at all, which is why a proxied query can
be split in several ways and needs stricter reading (ui.proxy_gate)."""

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


def is_proxied(pairs: Pairs, secrets: Iterable[str]) -> bool:
    """Whether these decoded pairs hold exactly one good `signature`."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    given = values.pop("signature", [])
    text = "".join(f"{name}={','.join(values[name])}" for name in sorted(values))
    return _is_signed(text, given, secrets)


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
