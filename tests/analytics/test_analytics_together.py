"""Products bought together."""

import subprocess
import sys

import pytest
from order_books import OrderBook, at


@pytest.fixture
def book(database):
    return OrderBook(database)


def test_support_confidence_and_lift_of_a_pair(book):
    book.order(1, "2026-01-01", products=[20, 10])
    book.order(1, "2026-01-02", products=[10, 20, 30])
    book.order(None, "2026-01-03", products=[20])
    book.order(2, "2026-01-04", products=[])
    pairs = book.figures("2026-02-01")["pairs"]
    assert (pairs["orders"], pairs["pairs_over_min_support"]) == (4, 3)
    assert pairs["top"][0] == {
        "a": 10, "b": 20, "count": 2, "support": 0.5, "confidence_ab": 1.0, "confidence_ba": 0.666667,
        "lift": 1.333333,
    }  # fmt: skip


def test_an_order_counts_once_whatever_its_variants_and_nameless_lines(book):
    book.order(1, "2026-01-01", products=[10, 10, 20, 20, None, None])
    (pair,) = book.figures("2026-02-01")["pairs"]["top"]
    assert (pair["a"], pair["b"], pair["count"], pair["lift"]) == (10, 20, 1, 1.0)


def test_orders_that_do_not_count_have_no_pairs(book):
    book.order(1, "2026-01-01", products=[10, 20], is_test=True)
    book.order(1, "2026-01-01", products=[10, 20], cancelled_at=at("2026-01-02"))
    book.order(1, "2026-02-01", products=[10, 20])
    assert book.figures("2026-02-01")["pairs"]["top"] == []


def test_the_top_is_by_count_then_by_the_ids_and_ends_at_25(book):
    book.order(1, "2026-01-01", products=range(1, 9))  # 28 pairs
    book.order(1, "2026-01-02", products=[8, 3])
    pairs = book.figures("2026-02-01")["pairs"]
    found = [(pair["a"], pair["b"]) for pair in pairs["top"]]
    assert (pairs["pairs_over_min_support"], len(found)) == (28, 25)
    assert found[0] == (3, 8)
    assert found[1:] == sorted(found[1:])


@pytest.mark.parametrize(("orders", "kept"), [(200, 1), (201, 0)])
def test_a_pair_is_kept_from_half_a_percent_of_the_orders_on(book, orders, kept):
    book.order(1, "2026-01-01", products=[10, 20])
    for _ in range(orders - 1):
        book.order(1, "2026-01-01")
    assert book.figures("2026-02-01")["pairs"]["pairs_over_min_support"] == kept


def test_nobody_pays_for_numpy_before_they_ask():
    modules = "plugin.analytics.metrics, plugin.analytics.recommend, plugin.analytics.report"
    code = f"import sys, {modules}; print([m for m in ('numpy', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
