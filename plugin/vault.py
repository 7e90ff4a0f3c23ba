"""Encryption at rest. A ring of operator keys wraps one data key per shop; the data key seals fields.

A sealed value is bound to its table, column, shop and row (AES-256-GCM, associated data), so that it
cannot be moved to another row. Deleting a shop's data key makes its fields unreadable, in backups too.
Look-ups use a keyed hash, never the plain value.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plugin.errors import ConfigError, UndecryptableError

_ID = 4
_NONCE = 12


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"encore key id" + key).digest()[:_ID]


def key_of(sealed: bytes) -> bytes:
    """The id of the key that something was sealed or wrapped with."""
    return sealed[:_ID]


def derive(key: bytes, purpose: str, length: int = 32) -> bytes:
    """A key of its own for one purpose (HKDF-SHA256)."""
    return HKDF(SHA256(), length, salt=None, info=b"encore/" + purpose.encode()).derive(key)


class Cabinet:
    """The keys of one shop."""

    def __init__(self, shop_id: int, data_key: bytes) -> None:
        self.shop_id = shop_id
        self._prefix = key_id(data_key)
        self._aead = AESGCM(derive(data_key, "seal"))
        self._lookup = derive(data_key, "lookup")
        self._names = derive(data_key, "names")

    def seal(self, column: str, row: str | int, text: str | None) -> bytes | None:
        """`text` encrypted for `column` ("customer.email") of that row; None stays None."""
        return None if text is None else self.seal_bytes(column, row, text.encode())

    def seal_bytes(self, column: str, row: str | int, value: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return self._prefix + nonce + self._aead.encrypt(nonce, value, self._bound_to(column, row))

    def open(self, column: str, row: str | int, sealed: bytes | None) -> str | None:
        """What `seal` was given. UndecryptableError if it was sealed elsewhere or with another key."""
        return None if sealed is None else self.open_bytes(column, row, sealed).decode()

    def open_bytes(self, column: str, row: str | int, sealed: bytes) -> bytes:
        if key_of(sealed) != self._prefix:
            raise UndecryptableError(f"{column} of shop {self.shop_id} was sealed with another key")
        nonce = sealed[_ID : _ID + _NONCE]
        try:
            return self._aead.decrypt(nonce, sealed[_ID + _NONCE :], self._bound_to(column, row))
        except InvalidTag:
            raise UndecryptableError(f"{column} of shop {self.shop_id} does not belong to this row") from None

    def lookup(self, kind: str, value: str) -> str:
        """A keyed hash to find `value` by ("email", "phone", "birthday" …): 128 bits, hex."""
        return hmac.digest(self._lookup, f"{kind}\0{value}".encode(), "sha256")[:16].hex()

    def name(self, kind: str, value: str, length: int = 16) -> bytes:
        """A secret, repeatable name: message ids, idempotency keys, code texts."""
        return hmac.digest(self._names, f"{kind}\0{value}".encode(), "sha256")[:length]

    def _bound_to(self, column: str, row: str | int) -> bytes:
        return f"{column}|{self.shop_id}|{row}".encode()


class KeyRing:
    """The operator's keys, newest first. The newest wraps; all unwrap. `make_key` makes the data keys of new
    shops: at random, except where a replay must come out the same each time."""

    def __init__(self, keys: Sequence[bytes], make_key: Callable[[], bytes] = lambda: os.urandom(32)) -> None:
        if not keys or any(len(key) != 32 for key in keys):
            raise ConfigError("ENCORE_ENCRYPTION_KEYS must hold keys of 32 bytes each, base64url, newest first")
        self.keys = tuple(keys)
        self._make_key = make_key
        self._by_id = {key_id(key): key for key in keys}

    def new_data_key(self, shop_id: int) -> bytes:
        """A fresh data key for that shop, wrapped."""
        return self.wrap(shop_id, self._make_key())

    def wrap(self, shop_id: int, data_key: bytes) -> bytes:
        newest, nonce = self.keys[0], os.urandom(_NONCE)
        return key_id(newest) + nonce + AESGCM(newest).encrypt(nonce, data_key, self._bound_to(shop_id))

    def unwrap(self, shop_id: int, wrapped: bytes) -> bytes:
        key = self._by_id.get(key_of(wrapped))
        if key is None:
            raise UndecryptableError(
                f"the data key of shop {shop_id} is wrapped with a key that is not in ENCORE_ENCRYPTION_KEYS; add it"
            )
        nonce = wrapped[_ID : _ID + _NONCE]
        try:
            return AESGCM(key).decrypt(nonce, wrapped[_ID + _NONCE :], self._bound_to(shop_id))
        except InvalidTag:
            raise UndecryptableError(f"the data key of shop {shop_id} was wrapped for another shop") from None

    def knows(self, wrapped: bytes) -> bool:
        return key_of(wrapped) in self._by_id

    @property
    def newest_id(self) -> bytes:
        return key_id(self.keys[0])

    def cabinet(self, shop_id: int, wrapped: bytes) -> Cabinet:
        return Cabinet(shop_id, self.unwrap(shop_id, wrapped))

    @staticmethod
    def _bound_to(shop_id: int) -> bytes:
        return f"shop.data_key|{shop_id}".encode()
