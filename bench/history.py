"""A store's webhook history of any length, the same for the same number: what bench.simulate replays.

`python -m bench.history ORDERS FILE.jsonl.gz`. Forty thousand orders make about 400,000 events: customers with
both consents, orders created, paid, shipped, updated and delivered, some cancelled or refunded, three fifths of
them by customers who have bought before, in six countries. An order weighs 6 to 9 kB, as real ones do.
"""

from __future__ import annotations

import gzip
import heapq
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.payloads import Buyer, Json, consent, customer, fulfilment, order, product, refund, scan, sms_consent

DOMAIN = "bench-store.myshopify.com"
START = datetime(2025, 3, 1, 12, tzinfo=UTC)
PRODUCTS = 400
_PLACES = (
    ("US", "CA", "90012", "+1213555"), ("US", "NY", "10001", "+1212555"), ("GB", "ENG", "SW1A 1AA", "+4474001"),
    ("DE", None, "10115", "+4915155"), ("FR", None, "75001", "+3361234"), ("CA", "ON", "M5V 2T6", "+1416555"),
    ("AU", "NSW", "2000", "+6149157"),
)  # fmt: skip
_AGAIN = 0.6  # share of orders by somebody who has bought before


@dataclass
class Store:
    """The store's random future, and what is still to be delivered."""

    draw: Random
    waiting: list[tuple[datetime, int, str, Json]] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    number: int = 0

    def later(self, at: datetime, topic: str, body: Json) -> None:
        self.number += 1
        heapq.heappush(self.waiting, (at, self.number, topic, body))

    def until(self, at: datetime) -> Iterator[Json]:
        while self.waiting and self.waiting[0][0] <= at:
            moment, number, topic, body = heapq.heappop(self.waiting)
            yield {
                "topic": topic, "at": moment.isoformat().replace("+00:00", "Z"), "webhook_id": f"hook-{number}",
                "event_id": f"event-{number}", "api_version": "2026-07", "shop_domain": DOMAIN, "body": body,
            }  # fmt: skip


def history(orders: int, *, days: float = 365.0) -> Iterator[Json]:
    """The history's lines, in time order."""
    store = Store(Random(orders))
    for number in range(PRODUCTS):
        store.later(START, "products/create", product(number, START))
    for number in range(orders):
        at = START + timedelta(hours=1) + timedelta(days=days) * (number / orders)
        at = at.replace(microsecond=0)
        yield from store.until(at - timedelta(seconds=3))  # a new customer comes up to two seconds before the order
        _order(store, number, at)
    yield from store.until(datetime.max.replace(tzinfo=UTC))


def write(orders: int, path: Path) -> int:
    """Write the history of that many orders; returns how many events it has."""
    count = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        for line in history(orders):
            file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            count += 1
    return count


def _order(store: Store, number: int, at: datetime) -> None:
    draw, buyer = store.draw, _buyer(store, at)
    lines = [(draw.randrange(PRODUCTS), draw.randint(1, 3)) for _ in range(draw.randint(1, 4))]
    paid_at, shipped_at = at + timedelta(seconds=2), at + timedelta(hours=draw.randint(8, 60))
    store.later(at, "orders/create", order(number, buyer, lines, at))
    store.later(paid_at, "orders/paid", order(number, buyer, lines, at, paid_at))
    if draw.random() < 0.02:
        gone_at = at + timedelta(hours=3)
        store.later(gone_at, "orders/cancelled", order(number, buyer, lines, at, paid_at, cancelled_at=gone_at))
        return
    there_at = shipped_at + timedelta(hours=draw.randint(30, 150))
    sent = order(number, buyer, lines, at, paid_at, shipped_at=shipped_at)
    store.later(shipped_at, "fulfillments/create", fulfilment(number, buyer, lines, shipped_at))
    store.later(shipped_at + timedelta(seconds=1), "orders/fulfilled", sent)
    store.later(shipped_at + timedelta(seconds=1), "orders/updated", sent)
    store.later(there_at, "fulfillment_events/create", scan(number, buyer, there_at))
    if draw.random() < 0.02:
        back_at = there_at + timedelta(days=2)
        store.later(back_at, "refunds/create", refund(number, lines, back_at))


def _buyer(store: Store, at: datetime) -> Buyer:
    draw = store.draw
    if store.buyers and draw.random() < _AGAIN:
        return store.buyers[draw.randrange(len(store.buyers))]
    number = len(store.buyers)
    country, province, postcode, phone = _PLACES[draw.randrange(len(_PLACES))]
    buyer = Buyer(number, country, province, postcode, f"{phone}{number % 10_000:04}")
    store.buyers.append(buyer)
    store.later(at - timedelta(seconds=2), "customers/create", customer(buyer, at))
    if draw.random() < 0.7:
        store.later(at - timedelta(seconds=1), "customers_email_marketing_consent/update", consent(buyer, at))
    if draw.random() < 0.4:
        store.later(at - timedelta(seconds=1), "customers_marketing_consent/update", sms_consent(buyer, at))
    return buyer


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])))
