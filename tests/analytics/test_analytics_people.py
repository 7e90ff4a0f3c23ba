"""Frequency, retention and RFM of small shops, computed by hand."""

import pytest
from order_books import OrderBook

from plugin.analytics.rfm import scores


@pytest.fixture
def book(database):
    return OrderBook(database)


def test_repeat_customers_have_two_orders_or_more(book):
    for customer, orders in ((1, 1), (2, 2), (3, 4)):
        for day in range(orders):
            book.order(customer, f"2026-01-0{day + 1}")
    figures = book.figures("2026-02-01")
    assert (figures["customers"], figures["repeat_customers"]) == (3, 2)
    assert figures["repeat_purchase_rate"] == 0.666667
    assert figures["orders_per_customer"] == 2.333333
    assert figures["customers_by_order_count"] == {"1": 1, "2": 1, "4": 1}


def test_the_median_of_an_odd_number_of_gaps_is_the_middle_one(book):
    for when in ("2026-01-01", "2026-01-02", "2026-01-05", "2026-01-31"):
        book.order(1, when)
    figures = book.figures("2026-03-01")
    assert (figures["median_days_between_orders"], figures["median_days_first_to_second"]) == (3.0, 1.0)


def test_the_median_of_an_even_number_of_gaps_is_the_mean_of_the_middle_two(book):
    for customer, second in ((1, "2026-01-02T00:00:00"), (2, "2026-01-03T12:00:00")):
        book.order(customer, "2026-01-01T00:00:00")
        book.order(customer, second)
    assert book.figures("2026-03-01")["median_days_between_orders"] == 1.75


def test_a_gap_is_exact_seconds_over_a_change_of_the_clocks(database):
    book = OrderBook(database, "America/New_York")
    book.order(1, "2026-10-31T12:00:00-04:00")
    book.order(1, "2026-11-01T12:00:00-05:00")
    assert book.figures("2026-12-01")["median_days_between_orders"] == 1.0417  # 25 hours


def test_a_month_is_the_shops_month(database):
    book = OrderBook(database, "America/New_York")
    book.order(1, "2026-11-01T03:59:59Z")
    book.order(2, "2026-11-01T04:00:00Z")
    cohorts = book.figures("2026-11-21T00:00:00-05:00")["cohorts"]
    assert {month: row["size"] for month, row in cohorts.items()} == {"2026-10": 1, "2026-11": 1}


def test_somebody_absent_in_month_one_and_back_in_month_two_counts_in_month_two(book):
    book.order(1, "2026-01-31")
    book.order(1, "2026-03-01")
    book.order(1, "2026-03-20")
    book.order(2, "2026-01-05")
    cohort = book.figures("2026-04-10")["cohorts"]["2026-01"]
    assert cohort == {"size": 2, "active": [2, 0, 1, 0], "retention": [1.0, 0.0, 0.5, 0.0]}


def test_the_curve_weighs_cohorts_by_size_and_leaves_the_running_month_out(book):
    for customer in (1, 2, 3):
        book.order(customer, "2026-01-10")
    book.order(1, "2026-02-10")
    book.order(4, "2026-02-11")
    book.order(4, "2026-03-11")
    book.order(1, "2026-04-01")  # two months after February is April, which still runs
    curve = book.figures("2026-04-15")["retention_curve_weighted"]
    assert curve == {"1": 0.5, "2": 0.0}


def test_a_month_that_ends_at_the_moment_itself_is_over(book):
    book.order(1, "2026-01-10")
    book.order(1, "2026-02-10")
    assert book.figures("2026-02-28T23:59:59")["retention_curve_weighted"] == {}
    assert book.figures("2026-03-01")["retention_curve_weighted"] == {"1": 1.0}


def test_a_quarter_keeps_who_bought_in_it_and_in_the_one_before(book):
    for customer in (1, 2):
        book.order(customer, "2025-12-31")
    book.order(1, "2026-01-01")
    book.order(3, "2026-02-01")
    quarters = book.figures("2026-10-01")["retention_rate_by_quarter"]
    assert quarters == {
        "2026-Q1": {"active_before": 2, "retained": 1, "rate": 0.5},
        "2026-Q2": {"active_before": 2, "retained": 0, "rate": 0.0},
        "2026-Q3": {"active_before": 0, "retained": 0, "rate": None},
        "2026-Q4": {"active_before": 0, "retained": 0, "rate": None},
    }


def test_equal_values_get_equal_scores():
    assert scores([1, 1, 1, 2, 9]) == [1, 1, 1, 4, 5]
    assert scores([7, 7, 7]) == [1, 1, 1]
    assert scores([5, 4, 3, 2, 1]) == [5, 4, 3, 2, 1]


def test_rfm_ranks_recency_by_date_frequency_by_orders_and_value_after_refunds(book):
    book.order(1, "2026-01-01T09:00", total=9000)
    book.order(2, "2026-01-05T09:00", total=2000)
    refunded = book.order(3, "2026-01-05T21:00", total=9900)
    book.order(4, "2026-01-06T09:00", total=2000)
    book.order(4, "2026-01-07T09:00", total=2000)
    book.refund(refunded, "2026-01-08", 8900)
    rfm = book.figures("2026-02-01")["rfm"]
    # by date 1 < 2 = 3 < 4; by orders 1 = 2 = 3 < 4; by value 3 (10) < 2 (20) < 4 (40) < 1 (90)
    assert rfm["cells"] == {"114": 1, "211": 1, "212": 1, "443": 1}
    assert (rfm["n"], rfm["R"], rfm["F"]) == (4, {"1": 1, "2": 2, "4": 1}, {"1": 3, "4": 1})


def test_the_day_of_recency_is_the_shops_day(database):
    book = OrderBook(database, "Asia/Tokyo")
    book.order(1, "2026-01-01T14:59:59Z")  # 1 January in Tokyo
    book.order(2, "2026-01-01T15:00:00Z")  # already the 2nd
    book.order(3, "2026-01-02T14:00:00Z")  # still the 2nd
    assert book.figures("2026-02-01")["rfm"]["R"] == {"1": 1, "2": 2}
