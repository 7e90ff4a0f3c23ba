"""Which orders count, and what they are worth."""

import pytest
from order_books import OrderBook, at


@pytest.fixture
def book(database):
    return OrderBook(database)


def test_a_fully_refunded_order_is_still_valid(book):
    order = book.order(1, "2026-01-01T10:00", total=5000)
    book.refund(order, "2026-01-02T10:00", 3000)
    book.refund(order, "2026-01-03T10:00", 2000)
    figures = book.figures("2026-02-01")
    assert (figures["orders_valid"], figures["customers"]) == (1, 1)
    assert (figures["gross_revenue"], figures["net_revenue"]) == ("50.00", "0.00")
    assert figures["average_order_value"] == 50.0


def test_a_refund_at_the_moment_itself_has_not_happened(book):
    order = book.order(1, "2026-01-01T10:00", total=5000)
    book.refund(order, "2026-01-31T23:59:59", 100)
    book.refund(order, "2026-02-01T00:00:00", 700)
    assert book.figures("2026-02-01")["net_revenue"] == "49.00"


def test_an_order_at_the_moment_itself_does_not_exist(book):
    book.order(1, "2026-01-31T23:59:59")
    book.order(1, "2026-02-01T00:00:00")
    assert book.figures("2026-02-01")["orders_received"] == 1


def test_a_cancellation_counts_only_once_it_has_happened(book):
    book.order(1, "2026-01-01", cancelled_at=at("2026-01-10"))
    assert book.figures("2026-01-10")["orders_valid"] == 1
    after = book.figures("2026-01-10T00:00:01")
    assert (after["orders_valid"], after["orders_cancelled_not_test"], after["customers"]) == (0, 1, 0)


def test_the_refund_of_a_cancelled_order_takes_nothing_from_the_others(book):
    book.order(1, "2026-01-01", total=1000)
    gone = book.order(2, "2026-01-02", total=400, cancelled_at=at("2026-01-03"))
    book.refund(gone, "2026-01-03", 400)
    figures = book.figures("2026-02-01")
    assert (figures["gross_revenue"], figures["net_revenue"]) == ("10.00", "10.00")


def test_tests_count_only_as_received_even_when_cancelled(book):
    book.order(1, "2026-01-01", is_test=True)
    book.order(1, "2026-01-01", is_test=True, cancelled_at=at("2026-01-02"))
    figures = book.figures("2026-02-01")
    assert [figures[f"orders_{name}"] for name in ("received", "test", "cancelled_not_test", "valid")] == [2, 2, 0, 0]


def test_a_deleted_order_is_received_but_no_longer_counts(book):
    book.order(1, "2026-01-01", deleted_at=at("2026-01-10"))
    assert book.figures("2026-01-05")["orders_valid"] == 1
    after = book.figures("2026-02-01")
    assert (after["orders_received"], after["orders_valid"]) == (1, 0)


@pytest.mark.parametrize("source", ["web", "pos", "shopify_draft_order", "subscription_contract"])
def test_every_channel_counts(book, source):
    book.order(1, "2026-01-01", source=source)
    assert book.figures("2026-02-01")["orders_valid"] == 1


def test_orders_of_nobody_count_in_order_figures_only(book):
    book.order(None, "2026-01-01", total=3000)
    book.order(1, "2026-01-02", total=1000)
    figures = book.figures("2026-02-01")
    assert (figures["orders_valid"], figures["orders_valid_without_customer"]) == (2, 1)
    assert (figures["average_order_value"], figures["orders_per_customer"]) == (20.0, 1.0)
    assert figures["rfm"]["n"] == 1


def test_the_mean_value_has_four_decimals(book):
    for total in (1000, 1000, 1001):
        book.order(1, "2026-01-01", total=total)
    assert book.figures("2026-02-01")["average_order_value"] == 10.0033


@pytest.mark.parametrize(("currency", "text", "mean"), [("JPY", "1235", 617.5), ("KWD", "1.235", 0.6175)])
def test_money_has_the_places_of_its_currency(database, currency, text, mean):
    book = OrderBook(database, currency=currency)
    book.order(1, "2026-01-01", total=1000)
    book.order(1, "2026-01-02", total=235)
    figures = book.figures("2026-02-01")
    assert (figures["gross_revenue"], figures["average_order_value"]) == (text, mean)


def test_another_shops_orders_are_never_seen(database, book):
    other = OrderBook(database)
    mine, theirs = book.order(1, "2026-01-01", products=[1, 2]), other.order(1, "2026-01-01", products=[1, 2])
    other.refund(theirs, "2026-01-02", 500)
    other.save()
    assert mine == theirs
    figures = book.figures("2026-02-01")
    assert (figures["orders_received"], figures["net_revenue"]) == (1, "10.00")
    assert figures["pairs"]["top"][0]["count"] == 1


def test_an_empty_shop_has_figures_too(book):
    figures = book.figures("2026-02-01")
    assert (figures["orders_valid"], figures["gross_revenue"]) == (0, "0.00")
    rates = ("average_order_value", "orders_per_customer", "repeat_purchase_rate", "median_days_between_orders")
    assert all(figures[name] is None for name in rates)
    assert (figures["cohorts"], figures["retention_curve_weighted"], figures["rfm"]["cells"]) == ({}, {}, {})
