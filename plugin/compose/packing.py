"""Ids as few bytes: hexadecimal, UUID-like and decimal ids take half their letters or less, because every
letter of a link costs room in an SMS. A trailing `.N` (the number of a link in a message) takes one byte."""

from __future__ import annotations

import re

_TEXT, _HEX, _NUMBER, _UUID = range(4)
_LONG = 31  # lengths from here on are written in a byte of their own
_HEX_ID = re.compile(r"(?:[0-9a-f]{2})+")
_NUMBER_ID = re.compile(r"0|[1-9][0-9]{0,30}")
_UUID_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WITH_INDEX = re.compile(r"(.+)\.(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])", re.DOTALL)


def pack(text: str) -> bytes:
    """`text` as bytes that `unpack` turns back. ValueError over 255 bytes."""
    indexed = _WITH_INDEX.fullmatch(text)
    kind, body = _body(indexed.group(1) if indexed else text)
    if len(body) > 255:
        raise ValueError("an id in a link may have 255 bytes at most")
    head = kind << 6 | (32 if indexed else 0) | min(len(body), _LONG)
    size = bytes([len(body)]) if len(body) >= _LONG else b""
    tail = bytes([int(indexed.group(2))]) if indexed else b""
    return bytes([head]) + size + body + tail


def unpack(raw: bytes, at: int) -> tuple[str, int]:
    """The id that starts at `at`, and where the next thing starts. ValueError or IndexError if cut off."""
    head, at = raw[at], at + 1
    size = head & 31
    if size == _LONG:
        size, at = raw[at], at + 1
    end = at + size
    if end > len(raw):
        raise ValueError("cut off")
    text = _text(head >> 6, raw[at:end])
    return (f"{text}.{raw[end]}", end + 1) if head & 32 else (text, end)


def _body(text: str) -> tuple[int, bytes]:
    if _NUMBER_ID.fullmatch(text):
        number = int(text)
        return _NUMBER, number.to_bytes((number.bit_length() + 7) // 8, "big")
    if _UUID_ID.fullmatch(text):
        return _UUID, bytes.fromhex(text.replace("-", ""))
    if _HEX_ID.fullmatch(text):
        return _HEX, bytes.fromhex(text)
    return _TEXT, text.encode()


def _text(kind: int, body: bytes) -> str:
    if kind == _NUMBER:
        return str(int.from_bytes(body, "big"))
    if kind == _TEXT:
        return body.decode()
    digits = body.hex()
    if kind == _HEX:
        return digits
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
