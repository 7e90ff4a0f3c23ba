"""Signed links: unsubscribe, preferences, review, survey, answer, click, opt-in and tracking.

A token holds version, purpose, key id, expiry, shop and an opaque id, and a 128-bit MAC. Every purpose has
its own key, derived (HKDF-SHA256) from each link key of the ring: a token for one thing opens nothing else.
No address is ever part of it. Tokens are short, because they travel in SMS.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.signer import HMACAlgorithm

from plugin.compose.packing import pack, unpack
from plugin.errors import EncoreError


class LinkPurpose(StrEnum):
    """What a link may be used for; the word also stands in its address."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    REVIEW = "review"
    CLICK = "click"
    OPT_IN = "opt-in"
    TRACKING = "tracking"
    SURVEY = "survey"
    ANSWER = "answer"


LIFETIMES = {
    LinkPurpose.UNSUBSCRIBE: timedelta(days=730),
    LinkPurpose.PREFERENCES: timedelta(days=730),
    LinkPurpose.REVIEW: timedelta(days=90),
    LinkPurpose.CLICK: timedelta(days=400),
    LinkPurpose.OPT_IN: timedelta(days=7),
    LinkPurpose.TRACKING: timedelta(days=180),
    LinkPurpose.SURVEY: timedelta(days=90),
    LinkPurpose.ANSWER: timedelta(days=90),
}
_ORDER = tuple(LinkPurpose)
_VERSION = 1
_MAX_LENGTH = 600


class LinkInvalid(EncoreError):
    """The token was not made by us for this purpose, or was changed."""


class LinkExpired(EncoreError):
    """The token is genuine, but its time is over. `link` says whom it was for."""

    def __init__(self, link: Link) -> None:
        super().__init__("this link has expired")
        self.link = link


@dataclass(frozen=True, slots=True)
class Link:
    """What a valid token says."""

    shop: str
    id: str


class LinkSigner:
    """Makes and reads tokens. `keys`: newest first; the first signs, all are accepted."""

    def __init__(self, keys: Sequence[bytes], base_url: str) -> None:
        if not keys:
            raise ValueError("at least one link key is needed")
        self._base_url = base_url.rstrip("/")
        self._key_ids = [hashlib.sha256(b"link key id\0" + key).digest()[0] for key in keys]
        self._rings = {purpose: [_signer(key, purpose) for key in keys] for purpose in LinkPurpose}

    def sign(self, purpose: LinkPurpose, shop: str, link_id: str, expires_at: datetime) -> str:
        """The token; `expires_at` is aware and exclusive, counted in whole seconds."""
        payload = _packed(_Fields(purpose, self._key_ids[0], int(expires_at.timestamp()), shop, link_id))
        return self._rings[purpose][0].sign(payload).decode("ascii")

    def read(self, token: str, purpose: LinkPurpose, now: datetime) -> Link:
        """Whom the token is for. LinkInvalid for anything that is not exactly a token of ours for this
        purpose, LinkExpired once `now` has reached its expiry."""
        fields = self._verified(token, purpose)
        if fields is None:
            raise LinkInvalid("this link is not valid")
        link = Link(fields.shop, fields.link_id)
        if now >= datetime.fromtimestamp(fields.expires, UTC):
            raise LinkExpired(link)
        return link

    def page_url(self, purpose: LinkPurpose, token: str) -> str:
        """`/s/<purpose>/<token>`: a shopper's page."""
        return f"{self._base_url}/s/{purpose}/{token}"

    def click_url(self, token: str) -> str:
        """`/t/<token>`: a redirect to a target stored with the message."""
        return f"{self._base_url}/t/{token}"

    def _verified(self, token: str, purpose: LinkPurpose) -> _Fields | None:
        if len(token) > _MAX_LENGTH or not token.isascii():
            return None
        for key_id, signer in zip(self._key_ids, self._rings[purpose], strict=True):
            fields = _loaded(signer, token)
            if fields and fields.purpose is purpose and fields.key_id == key_id:
                return fields
        return None


@dataclass(frozen=True, slots=True)
class _Fields:
    purpose: LinkPurpose
    key_id: int
    expires: int
    shop: str
    link_id: str


class _ShortHmac(HMACAlgorithm):
    """HMAC-SHA256 cut to 128 bits (RFC 2104 section 5 allows half the hash)."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, hashlib.sha256)[:16]


def _signer(key: bytes, purpose: LinkPurpose) -> Signer:
    derived = HKDF(SHA256(), 32, salt=None, info=b"encore link " + purpose.encode()).derive(key)
    return Signer(derived, key_derivation="none", algorithm=_ShortHmac())


def _loaded(signer: Signer, token: str) -> _Fields | None:
    try:
        payload = signer.unsign(token)
    except BadData:
        return None
    # base64 has spare bits at its end: only the one spelling that we write is accepted.
    if not hmac.compare_digest(signer.sign(payload), token.encode("ascii")):
        return None
    return _unpacked(base64_decode(payload))


def _packed(fields: _Fields) -> bytes:
    head = bytes([_VERSION << 4 | _ORDER.index(fields.purpose), fields.key_id])
    return base64_encode(head + fields.expires.to_bytes(4, "big") + pack(fields.shop) + pack(fields.link_id))


def _unpacked(raw: bytes) -> _Fields | None:
    """Only ever given what carries our MAC; None for a version that this release does not write."""
    if raw[0] >> 4 != _VERSION:
        return None
    shop, at = unpack(raw, 6)
    link_id, _ = unpack(raw, at)
    return _Fields(_ORDER[raw[0] & 15], raw[1], int.from_bytes(raw[2:6], "big"), shop, link_id)
