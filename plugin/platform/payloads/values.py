"""Single values as payloads write them: ids, times, texts, page addresses. Tolerant of form, strict about meaning.

`what` names the field in the reason of a BadPayload; the value itself is never quoted, it may be personal.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from plugin.errors import BadPayload

MAX_ID = 2**63 - 1
_MAX_COUNT = 1_000_000_000
_MAX_URL = 2048
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_URL = re.compile(r"https?://[^\s/?#\\\"<>]+[^\s\\\"<>]*")
_GID = re.compile(r"gid://shopify/[A-Za-z]+/([0-9]{1,19})")


def identity(value: object, what: str) -> int:
    """A platform id, 1 to 2^63 - 1, written as number, digits or gid. Raises BadPayload otherwise."""
    if type(value) is int:
        number = value
    elif isinstance(value, str):
        number = _digits(value)
    else:
        number = 0
    if 0 < number <= MAX_ID:
        return number
    raise BadPayload(f"{what} is missing" if value is None else f"{what} is not a valid id")


def optional_identity(value: object, what: str) -> int | None:
    return None if value is None else identity(value, what)


def instant(value: object, what: str) -> datetime:
    """An ISO 8601 time in UTC; without an offset it is read as UTC. Raises BadPayload when it is none."""
    found = optional_instant(value)
    if found is None:
        raise BadPayload(f"{what} is missing" if value is None else f"{what} is not a time")
    return found


def instant_or(value: object, otherwise: datetime, what: str) -> datetime:
    """As `instant`, but an absent time is `otherwise`; garbage still raises BadPayload."""
    return otherwise if value is None else instant(value, what)


def optional_instant(value: object) -> datetime | None:
    """An ISO 8601 time in UTC (no offset: UTC), or None when it is absent, garbage or outside 1990 to 2199."""
    return _instant(value) if isinstance(value, str) and 16 <= len(value) <= 40 else None


# One body repeats the same few times over and over.
@lru_cache(maxsize=1024)
def _instant(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    # Far years overflow as soon as a zone or a delay is added.
    if not 1990 <= found.year <= 2199:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def text(value: object, limit: int = 255) -> str | None:
    """The text without NUL and outer spaces, cut at `limit`; whole numbers as digits; empty or anything else is None.

    Composition (NFC, NFD) stays as the shopper wrote it. Lone surrogates never get here: the decoder refuses them.
    """
    if value is None:
        return None
    if isinstance(value, str):
        cleaned = value.strip() if "\0" not in value else value.replace("\0", "").strip()
        return (cleaned if len(cleaned) <= limit else cleaned[:limit].rstrip()) or None
    return str(value) if type(value) is int and abs(value) <= MAX_ID else None


def whole_text(value: object, limit: int) -> str | None:
    """As `text`, but None rather than cut: half an address is another address."""
    if value is None:
        return None
    found = text(value, limit + 1)
    return found if found is not None and len(found) <= limit else None


def email_text(value: object) -> str | None:
    return whole_text(value, 320)


def phone_text(value: object) -> str | None:
    return whole_text(value, 64)


def word(value: object) -> str | None:
    """A platform's enum word in lower case."""
    found = text(value, 64)
    return None if found is None else found.lower()


def locale(value: object) -> str | None:
    """A language tag such as `pt-BR`, or None for anything that does not look like one."""
    return value if isinstance(value, str) and len(value) <= 35 and _LOCALE.fullmatch(value) else None


def https_url(value: object) -> str | None:
    found = web_url(value)
    return found if found is not None and found.startswith("https://") else None


def web_url(value: object) -> str | None:
    """An http or https address without spaces or quotes, or None."""
    found = whole_text(value, _MAX_URL)
    return found if found is not None and _URL.fullmatch(found) else None


def flag(value: object) -> bool:
    return value is True or value == 1 or value == "true"


def count(value: object, what: str) -> int:
    """A number of pieces, 0 to 10^9, written as number or digits. Raises BadPayload otherwise."""
    if type(value) is int and 0 <= value <= _MAX_COUNT:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    raise BadPayload(f"{what} is not a count")


def _digits(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 19:
        return int(value)
    gid = _GID.fullmatch(value)
    return int(gid[1]) if gid else 0
