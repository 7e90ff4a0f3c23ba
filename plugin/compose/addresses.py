"""The links of a text as it was written, each with its line, and which of them can lead somewhere. Nothing is asked
of the network: only whether the address could exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
_BARE = re.compile(r"(?<![\w(<@./:-])(?:https?://|www\.)[^\s)>\]\"']+", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
_NOT_PUBLIC = frozenset({"test", "invalid", "localhost", "local", "internal", "example", "onion", "lan", "home"})
_OURS = re.compile(r"\{\{-?\s*(?:links\.\w+|shop\.url|\w+(?:\[\d+\])?\.url)\b")
_PHONE = re.compile(r"\+?[0-9][0-9().-]{3,20}")


@dataclass(frozen=True, slots=True)
class Address:
    line: int
    url: str


def addresses(source: str) -> Iterator[Address]:
    """Every link target and every bare web address of a field, in the order of lines."""
    kept: list[str] = []
    for number, line in enumerate(_hidden(source, kept).split("\n"), 1):
        for found in (*_LINK.finditer(line), *_BARE.finditer(line)):
            url = found[1] if found.re is _LINK else found[0].rstrip(".,;:!?")
            yield Address(number, _shown(url, kept))


def is_ours(url: str) -> bool:
    """Does it begin with an address that Encore fills in?"""
    return _OURS.match(url) is not None


def is_value(url: str) -> bool:
    """Does it begin with any placeholder?"""
    return url.startswith("{{")


def could_exist(url: str) -> bool:
    """An https address whose host is a public name, or a well-formed mail or phone address."""
    scheme, _, rest = url.partition(":")
    if scheme == "mailto":
        return _is_mailbox(rest.partition("?")[0])
    if scheme == "tel":
        return _PHONE.fullmatch(rest) is not None
    return scheme == "https" and _is_public(_TAG.sub("x", url))


def _is_mailbox(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _is_public(url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return False
    *labels, top = host.split(".")
    return (
        bool(labels) and all(map(_LABEL.fullmatch, labels)) and bool(_TOP.fullmatch(top)) and top not in _NOT_PUBLIC
    )


def _hidden(source: str, kept: list[str]) -> str:
    """Placeholders as single private-use signs, with the line breaks they hold behind them."""

    def sign(tag: re.Match[str]) -> str:
        kept.append(tag[0])
        return chr(0xE000 + len(kept) - 1) + "\n" * tag[0].count("\n")

    return _TAG.sub(sign, source[:30_000]) if source.count("{") < 6_000 else source


def _shown(url: str, kept: list[str]) -> str:
    return "".join(kept[ord(sign) - 0xE000] if 0 <= ord(sign) - 0xE000 < len(kept) else sign for sign in url)
