"""The figures for the terminal."""

import pytest
from order_books import OrderBook

from plugin.analytics.report import text_report


@pytest.fixture
def book(database):
    return OrderBook(database, "Europe/London")


def test_the_report_says_what_a_merchant_asks(book):
    first = book.order(1, "2026-01-10", total=2000, products=[10, 20])
    book.order(1, "2026-02-10", total=3000)
    book.order(2, "2026-01-11", total=1000)
    book.refund(first, "2026-01-12", 500)
    report = text_report(book.figures("2026-04-15"))
    lines = [" ".join(line.split()) for line in report.splitlines()]
    assert lines[0] == f"{book.shop.domain} as of 2026-04-15T01:00:00+01:00 (Europe/London)"
    for line in (
        "counted 3", "revenue 60.00", "revenue after refunds 55.00", "average order value 20.00",
        "repeat purchase rate 50.0%", "days between orders (median) 31.00", "1 month later 50.0%",
        "2026-Q2 0.0% (0 of 2)", "2026-01 2 50.0% 0.0% 0.0%",
        "10 + 20: 1 order, 3.0 times what chance gives",
    ):  # fmt: skip
        assert line in lines
    assert report.endswith("\n")


def test_the_report_of_an_empty_shop_leaves_empty_parts_out(book):
    report = text_report(book.figures("2026-04-15"))
    assert "none yet" in report
    assert "None" not in report
    assert "bought together" not in report
    assert "Month of the first order" not in report
