"""Id tokens: what the shell hands to the app's pages, and what the app presents for an access token."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt

from devstore import shop
from devstore.settings import Settings

_LIFE = timedelta(minutes=1)
_LEEWAY = timedelta(seconds=10)
USER_ID = 96_100_512_042  # the merchant who is signed in to the shell
_CLAIMS = ("iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid")


class BadIdToken(Exception):
    """The token is not one of ours, or is stale; the text says which."""


def issue(settings: Settings, now: datetime, user_id: int = USER_ID) -> str:
    """HS256 with the client secret, for one minute from `now`, the time of signatures."""
    seconds = int(now.timestamp())
    claims = {
        "iss": f"https://{shop.DOMAIN}/admin", "dest": f"https://{shop.DOMAIN}", "aud": settings.api_key,
        "sub": str(user_id), "exp": seconds + int(_LIFE.total_seconds()), "nbf": seconds, "iat": seconds,
        "jti": str(uuid4()), "sid": secrets.token_hex(32),
    }  # fmt: skip
    return jwt.encode(claims, settings.api_secret, algorithm="HS256")


def check(settings: Settings, token: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that was issued here and still lives; BadIdToken otherwise."""
    rules: Any = {
        "require": list(_CLAIMS), "verify_exp": False, "verify_nbf": False, "verify_iat": False  # on our own clock
    }  # fmt: skip
    try:
        claims: dict[str, Any] = jwt.decode(
            token, settings.api_secret, algorithms=["HS256"], audience=settings.api_key, options=rules
        )
    except jwt.InvalidTokenError as error:
        raise BadIdToken(str(error)) from None
    if claims["dest"] != f"https://{shop.DOMAIN}":
        raise BadIdToken("it is of another shop")
    if now >= datetime.fromtimestamp(claims["exp"], now.tzinfo) + _LEEWAY:
        raise BadIdToken("it has expired")
    if now < datetime.fromtimestamp(claims["nbf"], now.tzinfo) - _LEEWAY:
        raise BadIdToken("it is not valid yet")
    return claims
