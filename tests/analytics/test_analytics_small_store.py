"""The example store's history gives the figures that other code computed from it."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from order_books import OrderBook

from plugin.analytics.report import text_report

STORES = Path(__file__).parents[3] / "shared" / "stores"
OPTIONAL = {"store", "definitions", "checked", "note"}
pytestmark = pytest.mark.skipif(
    not (STORES / "small.metrics.json").exists(), reason="the example store is not beside this checkout"
)


def load(book: OrderBook) -> None:
    """Only what the figures need: orders as created, cancellations, refunds."""
    orders: dict[int, dict] = {}
    cancelled: dict[int, datetime] = {}
    refunds: list[dict] = []
    with gzip.open(STORES / "small.jsonl.gz", "rt") as lines:
        for event in map(json.loads, lines):
            body = event["body"]
            if event["topic"] == "orders/create":
                orders.setdefault(body["id"], body)
            elif event["topic"] == "orders/cancelled":
                cancelled[body["id"]] = datetime.fromisoformat(body["cancelled_at"])
            elif event["topic"] == "refunds/create":
                refunds.append(body)
    numbers = {body["id"]: enter(book, body, cancelled.get(body["id"])) for body in orders.values()}
    for refund in refunds:
        good = [t for t in refund["transactions"] if (t["kind"], t["status"]) == ("refund", "success")]
        amount = sum(int(Decimal(t["amount"]) * 100) for t in good)
        book.refund(numbers[refund["order_id"]], datetime.fromisoformat(refund["created_at"]), amount)


def enter(book: OrderBook, body: dict, cancelled_at: datetime | None) -> int:
    return book.order(
        (body["customer"] or {}).get("id"),
        datetime.fromisoformat(body["created_at"]),
        int(Decimal(body["total_price"]) * 100),
        [line["product_id"] for line in body["line_items"]],
        is_test=body["test"],
        cancelled_at=cancelled_at,
    )


@pytest.fixture
def figures(database):
    book = OrderBook(database, "America/New_York")
    load(book)
    return book.figures("2026-11-21T00:00:00-05:00")


def test_every_figure_equals_the_published_one(figures):
    expected = json.loads((STORES / "small.metrics.json").read_text())
    expected["rfm"].pop("sample")
    expected["pairs"].pop("note")
    assert {key: value for key, value in figures.items() if key not in OPTIONAL} == {
        key: value for key, value in expected.items() if key not in OPTIONAL
    }


def test_the_report_says_the_same_in_words(figures):
    report = text_report(figures)
    assert "34.4%" in report
    assert "6392.47" in report
    assert "13 orders" in report
