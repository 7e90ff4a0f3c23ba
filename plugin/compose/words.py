"""Cleaning what a person supplied before it enters a message.

A name, a product title or a shop name is one line of visible text: it can never bring a second line, a
hidden character, a reversed reading order or a hole like "Hi ,". Escaping for HTML or headers comes later.
"""

from __future__ import annotations

import unicodedata

NAME_LENGTH = 40
TITLE_LENGTH = 120

# Letters to Unicode, blank to the eye: the Hangul fillers and the empty Braille cell.
_LOOKS_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Cc control, Cf format (bidi overrides, zero width, soft hyphen, tags), Cs lone surrogates, Co private use.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def clean(value: str | None, length: int = TITLE_LENGTH) -> str | None:
    """`value` as one line of at most `length` visible characters in NFC, cut between whole characters as
    a reader sees them; None if nothing visible is left."""
    if value is None:
        return None
    if value.isascii() and value.isprintable():
        return cut(" ".join(value.split()), length).strip() or None
    # 16 code points for each visible character are plenty; what lies behind them need not be looked at.
    shown = "".join(_visible(sign) for sign in value[: length * 16])
    line = " ".join(unicodedata.normalize("NFC", shown).split())
    while line and _continues(line[0]):
        line = line[1:].lstrip()
    return cut(line, length).strip() or None


def first_name(value: str | None) -> str | None:
    """A first name fit for a greeting, or None: then the message greets without a name."""
    return clean(value, NAME_LENGTH)


def cut(text: str, length: int) -> str:
    """At most `length` code points of `text`, never ending inside an accent or emoji sequence."""
    if len(text) <= length:
        return text
    end = length
    while end > 0 and _continues(text[end]):
        end -= 1
    if end > 0 and _is_flag(text[end]) and _flags_before(text, end) % 2:
        end -= 1
    return text[: end or length]


def _visible(sign: str) -> str:
    if sign in _BREAKS:
        return " "
    if sign in _LOOKS_BLANK or unicodedata.category(sign) in _HIDDEN:
        return ""
    return sign


def _continues(sign: str) -> bool:
    """Does it belong to the character before it: accents, variation selectors, skin tones?"""
    return unicodedata.category(sign).startswith("M") or "\U0001f3fb" <= sign <= "\U0001f3ff"


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, end: int) -> int:
    start = end
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return end - start
