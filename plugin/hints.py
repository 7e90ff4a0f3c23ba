"""What speaks for a review being advertising or a copy: plain rules over its words and its time, each of which a
merchant can check with their own eyes. A hint is no verdict: it changes no rating and hides nothing. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class Hint(StrEnum):
    LINK = "link"
    CONTACT = "contact"  # an e-mail address or a phone number
    CAPITALS = "capitals"
    REPEATS = "repeats"  # of one sign or one word
    CROWD = "crowd"  # one person wrote about many products at once
    TWIN = "twin"  # somebody else wrote the same


SHORTEST = 20  # signs that a text must have to be compared with others
MOST_IN_HOUR = 5  # products; a request for a review asks about as many
HOUR = timedelta(hours=1)

_LINK = re.compile(
    r"https?://|\bwww\.|\b(?:bit\.ly|t\.me|wa\.me)/"
    r"|\b[a-z0-9-]+\.(?:com|net|org|info|biz|shop|store|online|site|xyz|top|club)\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]{1,64}@[\w-]{1,63}\.[\w.-]{2,}")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|\(?0)\d?(?:[\s()./-]{0,2}\d){8,14}(?!\w)|\b\d{3}([ .-])\d{3}\1\d{3,4}\b")
_SIGN = re.compile(r"([^\W\d_]|[!?.,*~_=-])\1{5,}")
_WORD = re.compile(r"\b(\w+)(?:\W+\1\b){4,}", re.IGNORECASE)
_FEW = 20  # letters of which capitals say nothing
_MOSTLY = 0.7


def hints_in(title: str, text: str) -> tuple[Hint, ...]:
    """What the words alone say."""
    return tuple(_hints(f"{title}\n{text}"))


def comparable(text: str) -> str | None:
    """The text as two are compared: its words in small letters. None: too short to mean anything."""
    words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
    return words if len(words) >= SHORTEST else None


def crowded(written: Iterable[tuple[str, int, datetime]]) -> frozenset[str]:
    """Of one person's reviews (id, product, when) those that stand in an hour with too many products."""
    rows = sorted(written, key=lambda one: one[2])
    hours = (_hour_from(rows, place) for place in range(len(rows)))
    return frozenset(id for hour in hours if len({product for _, product, _ in hour}) > MOST_IN_HOUR
                     for id, _, _ in hour)  # fmt: skip


def _hints(said: str) -> Iterator[Hint]:
    without = _EMAIL.sub(" ", said)
    if _LINK.search(without):
        yield Hint.LINK
    if without != said or _PHONE.search(said):
        yield Hint.CONTACT
    letters = [one for one in said if one.isupper() or one.islower()]
    if len(letters) >= _FEW and sum(one.isupper() for one in letters) >= _MOSTLY * len(letters):
        yield Hint.CAPITALS
    if _SIGN.search(said) or _WORD.search(said):
        yield Hint.REPEATS


def _hour_from(rows: Sequence[tuple[str, int, datetime]], place: int) -> list[tuple[str, int, datetime]]:
    begins = rows[place][2]
    return [one for one in rows[place:] if one[2] - begins <= HOUR]
