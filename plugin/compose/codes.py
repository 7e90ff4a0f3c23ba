"""The text of a discount code. Issuing it is the platform's job; the text only depends on the message, so a
second attempt finds its own code again, and nobody without the key can guess another one."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

# No 0 and O, no 1 and I: what is read aloud or typed from a phone must not be ambiguous.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = 8  # of 5 bits each: 40 bits
_PREFIX_LENGTH = 12
_TO_ASCII = str.maketrans(
    {"Æ": "AE", "Ø": "O", "Œ": "OE", "ẞ": "SS", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "İ": "I"}
)


def code_text(key: bytes, message_id: str, prefix: str) -> str:
    """`PREFIX-XXXXXXXX`: always the same for one key and message, 40 bits of a keyed hash (HMAC-SHA256)."""
    digest = hmac.digest(key, b"discount code\0" + message_id.encode(), hashlib.sha256)
    number = int.from_bytes(digest[:5], "big")
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{signs}"


def birthday_prefix(first_name: str | None) -> str:
    """`BDAYJOHN` for John: letters A to Z only, at most 12 of the name; `BDAY` if none is left."""
    upper = (first_name or "")[:200].upper().translate(_TO_ASCII)
    plain = unicodedata.normalize("NFKD", upper)
    return "BDAY" + "".join(sign for sign in plain if "A" <= sign <= "Z")[:_PREFIX_LENGTH]
