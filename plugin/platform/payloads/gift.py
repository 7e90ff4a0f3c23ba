"""Is an order a gift? Buyers say so in note attributes, tags or line properties; a gift card is not a gift order."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.platform.payloads.values import text

_WORDS = frozenset({"gift", "is_gift", "gift_note", "gift_message"})
_NO = frozenset({"", "0", "no", "n", "false", "off", "none", "null"})


def says_gift(pairs: object) -> bool:
    """Does a list of {name, value} (or {key, value}) hold a gift word with a value that is not a no?"""
    if not isinstance(pairs, list):
        return False
    return any(_is_gift_pair(pair) for pair in pairs if isinstance(pair, dict))


def tagged_gift(tags: Iterable[str]) -> bool:
    return any(_is_gift_word(tag) for tag in tags)


def _is_gift_pair(pair: dict[str, object]) -> bool:
    name, value = text(pair.get("name") or pair.get("key")), pair.get("value")
    if name is None or not _is_gift_word(name):
        return False
    return value is True or (text(value) or "").lower() not in _NO


def _is_gift_word(word: str) -> bool:
    return word.lower().replace(" ", "_").replace("-", "_").lstrip("_") in _WORDS
