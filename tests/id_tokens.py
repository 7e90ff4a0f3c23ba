"""Id tokens as Shopify signs them, and as it never would. Made by hand, so that what is tested does not sign too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

CLIENT_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SECRET = "shpss_0123456789abcdef0123456789abcdef"
OLD_SECRET = "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"
SHOP, VICTIM = "pots.myshopify.com", "pans.myshopify.com"
HS256 = {"alg": "HS256", "typ": "JWT"}


def wall() -> datetime:
    """The time by which Shopify signs."""
    return datetime.now(UTC)


def payload(now: datetime, shop: str = SHOP, **changed: Any) -> dict[str, Any]:
    """The claims of a good token; a claim changed to None is left out."""
    at = int(now.timestamp())
    good = {
        "iss": f"https://{shop}/admin", "dest": f"https://{shop}", "aud": CLIENT_ID, "sub": "42", "exp": at + 60,
        "nbf": at, "iat": at, "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087", "sid": "aaea182f2732d44c",
    }  # fmt: skip
    return {name: value for name, value in (good | changed).items() if value is not None}


def sign(
    claims: dict[str, Any] | list[Any] | bytes, secret: str | bytes = SECRET, header: dict[str, Any] | None = None
) -> str:
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    head = f"{b64(json.dumps(HS256 if header is None else header).encode())}.{b64(body)}"
    key = secret if isinstance(secret, bytes) else secret.encode()
    digest = {"HS384": hashlib.sha384, "HS512": hashlib.sha512}.get((header or HS256).get("alg", ""), hashlib.sha256)
    return f"{head}.{b64(hmac.new(key, head.encode(), digest).digest())}"


def id_token(now: datetime, shop: str = SHOP, **changed: Any) -> str:
    """A good token of `shop`, but for what is changed."""
    return sign(payload(now, shop, **changed))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _in(now: datetime, seconds: int) -> int:
    return int(now.timestamp()) + seconds


def _swapped(now: datetime) -> str:
    head, _, signature = id_token(now).split(".")
    return f"{head}.{b64(json.dumps(payload(now, sub='1')).encode())}.{signature}"


def _flipped(now: datetime) -> str:
    head, body, signature = id_token(now).split(".")
    return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def _twice_dest(now: datetime) -> bytes:
    return json.dumps(payload(now)).encode()[:-1] + f',"dest":"https://{VICTIM}"}}'.encode()


def _plain(now: datetime, **changed: Any) -> bytes:
    """Claims with what JSON has no word for."""
    return json.dumps(payload(now, **changed)).encode()


ATTACKS: dict[str, Callable[[datetime], str]] = {
    "nothing": lambda now: "",
    "one segment": lambda now: "abc",
    "two segments": lambda now: id_token(now).rpartition(".")[0],
    "four segments": lambda now: id_token(now) + ".x",
    "five segments": lambda now: id_token(now) + ".x.y",
    "no signature": lambda now: id_token(now).rpartition(".")[0] + ".",
    "another signature": _flipped,
    "the signature of other claims": _swapped,
    "another key": lambda now: sign(payload(now), "another-secret-of-at-least-32-bytes!"),
    "an empty key": lambda now: sign(payload(now), ""),
    "the key in base64": lambda now: sign(payload(now), base64.b64encode(SECRET.encode())),
    "alg none": lambda now: sign(payload(now), "", {"alg": "none", "typ": "JWT"}).rpartition(".")[0] + ".",
    "alg None, signed": lambda now: sign(payload(now), SECRET, {"alg": "None"}),
    "alg in small letters": lambda now: sign(payload(now), SECRET, {"alg": "hs256"}),
    "alg HS384": lambda now: sign(payload(now), SECRET, {"alg": "HS384"}),
    "alg HS512": lambda now: sign(payload(now), SECRET, {"alg": "HS512"}),
    "alg RS256": lambda now: sign(payload(now), SECRET, {"alg": "RS256"}),
    "alg missing": lambda now: sign(payload(now), SECRET, {"typ": "JWT"}),
    "a critical extension": lambda now: sign(payload(now), SECRET, HS256 | {"crit": ["b64"], "b64": False}),
    "a key id that is a number": lambda now: sign(payload(now), SECRET, HS256 | {"kid": 7}),
    "text for claims": lambda now: sign(b"hello"),
    "a list of claims": lambda now: sign([payload(now)]),
    "bytes for claims": lambda now: sign(b"\xff\xfe" + _plain(now)),
    "a deep nest": lambda now: sign(b"[" * 3000 + b"]" * 3000),
    "64 kB": lambda now: id_token(now, sid="A" * 65_536),
    "another app": lambda now: id_token(now, aud="0123456789abcdef0123456789abcdef"),
    "several apps": lambda now: id_token(now, aud=[CLIENT_ID, "other"]),
    "dest of another shop": lambda now: id_token(now, dest=f"https://{VICTIM}"),
    "iss of another shop": lambda now: id_token(now, iss=f"https://{VICTIM}/admin"),
    "dest twice": lambda now: sign(_twice_dest(now)),
    "dest with a suffix": lambda now: id_token(now, f"{SHOP}.evil.example"),
    "dest elsewhere": lambda now: id_token(now, "evil.example"),
    "dest by http": lambda now: id_token(now, dest=f"http://{SHOP}", iss=f"http://{SHOP}/admin"),
    "dest in capitals": lambda now: id_token(now, SHOP.upper()),
    "dest with a port": lambda now: id_token(now, f"{SHOP}:444"),
    "dest with a user": lambda now: id_token(now, f"me@{SHOP}"),
    "dest with a line end": lambda now: id_token(now, f"{SHOP}\n"),
    "dest with a path": lambda now: id_token(now, dest=f"https://{SHOP}/"),
    "dest that is a list": lambda now: id_token(now, dest=[f"https://{SHOP}"]),
    "expired": lambda now: id_token(now, exp=_in(now, -10)),
    "expired an hour ago": lambda now: id_token(now, exp=_in(now, -3600)),
    "not yet": lambda now: id_token(now, nbf=_in(now, 11)),
    "made in the future": lambda now: id_token(now, iat=_in(now, 11)),
    "exp in words": lambda now: id_token(now, exp="tomorrow"),
    "exp as digits": lambda now: id_token(now, exp=str(_in(now, 60))),
    "exp without end": lambda now: sign(_plain(now, exp=float("inf"))),
    "exp that is no number": lambda now: sign(_plain(now, exp=float("nan"))),
    "exp true": lambda now: id_token(now, exp=True),
    "a user that is a number": lambda now: id_token(now, sub=42),
    "a user without a name": lambda now: id_token(now, sub=""),
    **{
        f"{name} missing": (lambda now, name=name: id_token(now, **{name: None}))
        for name in ("iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid")
    },
}
