"""Where one page of a list ends and the next begins, as it stands in an address: a time in microseconds and, where
several things may have that time, the id of the last one shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

Place = tuple[datetime, str]
KEYED = re.compile(r"(\d{1,16})-([0-9a-f]{1,64})")  # where ids are keyed hashes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(at: datetime, id: str) -> str:
    return f"{written(at)}-{id}"


def place_in(text: str, form: re.Pattern[str]) -> Place | None:
    """The place; None for a text that is none. `form` has two groups, the microseconds and what an id may be."""
    match = form.fullmatch(text)
    if match is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(match[1])), match[2]
    except OverflowError:
        return None


def written(at: datetime) -> str:
    """The time alone."""
    return str((at - _EPOCH) // timedelta(microseconds=1))


def read(text: str) -> datetime | None:
    """The time of `written`; None for a text that is none."""
    if not text.isdecimal() or len(text) > 16:
        return None
    return _EPOCH + timedelta(microseconds=int(text))
