"""A store's webhook history: JSON lines, optionally gzip, in time order."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from plugin.errors import UsageError


class _Line(msgspec.Struct):
    topic: str
    at: datetime
    shop_domain: str
    body: msgspec.Raw
    webhook_id: str | None = None
    event_id: str | None = None
    api_version: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it arrived. `at` is UTC; `body` the exact JSON bytes."""

    topic: str
    at: datetime
    shop_domain: str
    webhook_id: str | None
    event_id: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """What a first look through the file tells."""

    domain: str
    events: int
    first_at: datetime
    last_at: datetime
    time_zone: str | None
    currency: str | None
    platform_shop_id: int | None


class _Shop(msgspec.Struct):
    iana_timezone: str | None = None


class _Order(msgspec.Struct):
    currency: str | None = None


def deliveries(path: Path) -> Iterator[Delivery]:
    """The deliveries in file order. UsageError with the line number for a line that is none."""
    decoder = msgspec.json.Decoder(_Line)
    with _opened(path) as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                line = decoder.decode(text)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise UsageError(
                    f"{path}, line {number}: {error}; expected topic, at, shop_domain and body"
                ) from None
            if line.at.tzinfo is None:
                raise UsageError(f"{path}, line {number}: `at` has no time zone; write it as RFC 3339, ending in Z")
            yield Delivery(
                line.topic, line.at.astimezone(UTC), line.shop_domain.lower(), line.webhook_id, line.event_id,
                bytes(line.body),
            )  # fmt: skip


def outline(path: Path) -> Outline:
    """Read the file once. UsageError if it is empty, out of order, or holds more than one shop."""
    first: Delivery | None = None
    last: Delivery | None = None
    count, time_zone, currency = 0, None, None
    for one in deliveries(path):
        first = first or one
        if last is not None and one.at < last.at:
            raise UsageError(f"{path}: delivery {count + 1} is earlier than the one before; sort the file by `at`")
        if one.shop_domain != first.shop_domain:
            raise UsageError(f"{path}: more than one shop ({first.shop_domain}, {one.shop_domain}); split the file")
        last, count = one, count + 1
        if one.topic == "shop/update":
            time_zone = _field(one.body, _Shop, "iana_timezone") or time_zone
        elif currency is None and one.topic == "orders/create":
            currency = _field(one.body, _Order, "currency")
    if first is None or last is None:
        raise UsageError(f"{path} holds no deliveries")
    return Outline(first.shop_domain, count, first.at, last.at, time_zone, currency, None)


def _field(body: bytes, kind: type[Any], name: str) -> str | None:
    try:
        found: str | None = getattr(msgspec.json.decode(body, type=kind), name)
    except msgspec.MsgspecError:
        return None
    return found


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield gzip.GzipFile(fileobj=raw) if is_gzip else raw  # type: ignore[misc]
