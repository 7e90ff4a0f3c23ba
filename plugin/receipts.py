"""What a provider's report says, by that provider's word table: our events, or BadPayload.

A body is a JSON object, a list of them, or one form. A receipt has `key` (ours: `<shop public id>.<random>`),
`event`, and maybe `id`, `at` and `detail`; a shopper's text is `{"type": "sms", "shop", "from", "text"}`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from plugin.errors import BadPayload
from plugin.events import MessageReported, TextReceived

Record = dict[str, Any]

_MOST_DETAIL = 500
_MOST_TEXT = 2000
_MOST_NAME = 255

# None: known, and no news to us
_WORDS: dict[str, str | None] = {
    "delivered": "delivered",
    "bounce": "bounced",
    "bounced": "bounced",
    "hard_bounce": "bounced",
    "soft_bounce": "failed",
    "blocked": "blocked",
    "rejected": "blocked",
    "complaint": "complained",
    "complained": "complained",
    "spam": "complained",
    "opted_out": "opted_out",
    "unsubscribed": "opted_out",
    "failed": "failed",
    "undelivered": "failed",
    "expired": "failed",
    "accepted": None,
    "queued": None,
    "sent": None,
    "deferred": None,
    "opened": None,
    "clicked": None,
}
PROVIDERS: dict[str, dict[str, str | None]] = {"http": _WORDS, "smtp": _WORDS}


def parse_receipts(provider: str, body: bytes, at: datetime) -> tuple[MessageReported | TextReceived, ...]:
    """The news in a report that arrived at `at`; later times than that are taken for `at`. BadPayload names
    what cannot be read, also a word that the provider's table does not know."""
    if provider not in PROVIDERS:
        raise BadPayload(f"no provider is called {provider!r}")
    read = (_event(provider, record, at) for record in records(body))
    return tuple(event for event in read if event is not None)


def records(body: bytes) -> list[Record]:
    """The records of a report, not yet understood. BadPayload if there are none."""
    found = _decode(body)
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(isinstance(record, dict) for record in listed):
        raise BadPayload("a report must be an object or a list of objects")
    return listed


def shop_named(record: Record) -> str:
    """The public id of the shop that a record says it is about; "" if it does not say."""
    named = record.get("shop") if _is_text_message(record) else str(record.get("key") or "").partition(".")[0]
    return named if isinstance(named, str) and named.isascii() and 0 < len(named) <= 64 and named.isalnum() else ""


def _decode(body: bytes) -> Any:
    if body.lstrip()[:1] in (b"{", b"["):
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadPayload(f"a report is not JSON: {error}") from None
    try:
        return dict(parse_qsl(body.decode("utf-8"), strict_parsing=True, max_num_fields=100))
    except ValueError:  # not UTF-8, not a form, or more fields than any provider sends
        raise BadPayload("a report is neither JSON nor a form") from None


def _event(provider: str, record: Record, at: datetime) -> MessageReported | TextReceived | None:
    if _is_text_message(record):
        return TextReceived(
            sender=_text(record, "from", _MOST_NAME), text=_text(record, "text", _MOST_TEXT), at=_time(record, at)
        )
    key, word = _text(record, "key", _MOST_NAME), _text(record, "event", _MOST_NAME).lower()
    if word not in PROVIDERS[provider]:
        raise BadPayload(f"{provider} reports {word!r}, which its word table does not know")
    kind = PROVIDERS[provider][word]
    if kind is None:
        return None
    return MessageReported(
        provider=provider, provider_event_id=_event_id(record, key, word), key=key, kind=kind,
        at=_time(record, at), detail=_detail(record),
    )  # fmt: skip


def _is_text_message(record: Record) -> bool:
    return record.get("type") == "sms"


def _text(record: Record, name: str, most: int) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadPayload(f"a report has no {name!r}")
    return value.strip()[:most]


def _event_id(record: Record, key: str, word: str) -> str:
    """The provider's own id; without one, the same report always gets the same id."""
    given = record.get("id")
    if isinstance(given, (str, int)) and not isinstance(given, bool) and str(given):
        return str(given)[:_MOST_NAME]
    return sha256(f"{key}\0{word}\0{record.get('at')}".encode()).hexdigest()[:32]


def _detail(record: Record) -> str | None:
    value = record.get("detail")
    return value[:_MOST_DETAIL] if isinstance(value, str) and value else None


def _time(record: Record, now: datetime) -> datetime:
    value = record.get("at")
    try:
        if isinstance(value, (int, float)):
            return min(datetime.fromtimestamp(value, UTC), now)
        at = datetime.fromisoformat(value) if isinstance(value, str) else now
    except (ValueError, OverflowError, OSError):
        return now
    return min(at.replace(tzinfo=UTC) if at.tzinfo is None else at, now)
