"""Whether an id token is Shopify's, for this app, and of now; and whose request it makes (platform: requests from the
admin). Pure: the time and the secrets are handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LEEWAY_S = 10  # trust: links, sessions, headers
MOST_CHARACTERS = 4096  # a real one has about 500
_HOST = re.compile(r"https://([a-z0-9][a-z0-9-]*\.myshopify\.com)")
_TIMES = ("exp", "nbf", "iat")
_WORDS = ("iss", "dest", "aud", "sub", "jti", "sid")
# Times are checked here and not by the library, which reads the wall clock: the development store signs by its own.
_OPTIONS: Any = {
    "require": [*_TIMES, *_WORDS],
    "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False,
}  # fmt: skip


class BadToken(Exception):
    """The token opens nothing. The text says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Claims:
    shop_domain: str  # of `dest`
    user_id: str  # `sub`: the member of staff


def claims(token: str, client_id: str, secrets: Sequence[str], now: datetime) -> Claims:
    """Shop and user of a token that one of `secrets` has signed (HS256 only) and that counts at `now`, give or take
    ten seconds. BadToken for anything else."""
    if len(token) > MOST_CHARACTERS:
        raise BadToken("longer than any id token")
    payload = _signed_payload(token, [secret for secret in secrets if secret])
    if any(type(payload[name]) is not int for name in _TIMES):
        raise BadToken("a time is not a whole number of seconds")
    if any(type(payload[name]) is not str or not payload[name] for name in _WORDS):
        raise BadToken("a claim is not a text")
    if not client_id or payload["aud"] != client_id:
        raise BadToken("for another app")
    _require_now(payload, now.timestamp())
    return Claims(_shop_domain(payload), payload["sub"])


def _signed_payload(token: str, secrets: Sequence[str]) -> dict[str, Any]:
    import jwt  # a process that serves no admin page does not carry it

    for secret in secrets:
        try:
            payload: dict[str, Any] = jwt.decode(token, secret, algorithms=["HS256"], options=_OPTIONS)
        except jwt.InvalidSignatureError:
            continue
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadToken(type(error).__name__) from None
        return payload
    raise BadToken("not signed with our secret")


def _require_now(payload: dict[str, Any], now: float) -> None:
    if payload["exp"] <= now - LEEWAY_S:
        raise BadToken("expired")
    if max(payload["nbf"], payload["iat"]) > now + LEEWAY_S:
        raise BadToken("of a time to come")


def _shop_domain(payload: dict[str, Any]) -> str:
    dest = _HOST.fullmatch(payload["dest"])
    if dest is None:
        raise BadToken("dest is not a shop")
    if payload["iss"] != f"{payload['dest']}/admin":
        raise BadToken("iss and dest name two shops")
    return dest[1]
