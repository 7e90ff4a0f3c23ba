"""The figures of random small shops equal those of a slow program that follows the definitions word by word."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from order_books import OrderBook

START = datetime(2025, 11, 20, tzinfo=UTC)
ZONES = ["UTC", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"]
hours = st.integers(0, 24 * 200).map(lambda hour: START + timedelta(hours=hour))
maybe = st.one_of(st.none(), hours)
orders = st.fixed_dictionaries(
    {
        "customer": st.one_of(st.none(), st.integers(1, 5)),
        "when": hours,
        "total": st.integers(0, 4).map(lambda tens: tens * 1000 + 5),
        "products": st.lists(st.one_of(st.none(), st.integers(1, 4)), max_size=4),
        "is_test": st.sampled_from([False, False, False, True]),
        "cancelled_at": st.one_of(st.none(), maybe),
        "refunds": st.lists(st.tuples(hours, st.integers(1, 500)), max_size=2),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shop=st.lists(orders, max_size=14), as_of=hours, zone=st.sampled_from(ZONES))
def test_the_figures_are_those_of_the_definitions(database, shop, as_of, zone):
    book = OrderBook(database, zone)
    for number, order in enumerate(shop, 1):
        order["id"] = number
        columns = {key: value for key, value in order.items() if key not in ("id", "refunds")}
        assert book.order(columns.pop("customer"), columns.pop("when"), **columns) == number
    for order in shop:
        for when, amount in order["refunds"]:
            book.refund(order["id"], when, amount)
    figures = book.figures(as_of)
    for key, value in oracle(shop, as_of, ZoneInfo(zone)).items():
        assert figures[key] == value, key


def share(part, whole):
    return round(float(Fraction(part, whole)), 6) if whole else None


def oracle(shop, as_of, zone):
    there = [order for order in shop if order["when"] < as_of]
    valid = [
        order for order in there
        if not order["is_test"] and not (order["cancelled_at"] and order["cancelled_at"] < as_of)
    ]  # fmt: skip
    people = defaultdict(list)
    for order in sorted(valid, key=lambda order: (order["when"], order["id"])):
        if order["customer"] is not None:
            people[order["customer"]].append(order)
    bought = sum(map(len, people.values()))
    repeat = sum(len(mine) >= 2 for mine in people.values())
    sizes = Counter(map(len, people.values()))
    gross = sum(order["total"] for order in valid)
    return {
        "orders_received": len(there),
        "orders_valid": len(valid),
        "customers": len(people),
        "gross_revenue": f"{gross / 100:.2f}",
        "net_revenue": f"{sum(net(order, as_of) for order in valid) / 100:.2f}",
        "average_order_value": round(gross / 100 / len(valid), 4) if valid else None,
        "orders_per_customer": share(bought, len(people)),
        "repeat_purchase_rate": share(repeat, len(people)),
        "customers_by_order_count": {str(size): sizes[size] for size in sorted(sizes)},
        **medians(people),
        **retention(people, as_of, zone),
        "rfm": rfm(people, as_of, zone),
        "pairs": pairs(valid),
    }


def net(order, as_of):
    return order["total"] - sum(amount for when, amount in order["refunds"] if when < as_of)


def medians(people):
    gaps = [[(b["when"] - a["when"]).total_seconds() / 86400 for a, b in pairwise(mine)] for mine in people.values()]
    every, first = [gap for mine in gaps for gap in mine], [mine[0] for mine in gaps if mine]
    return {
        "median_days_between_orders": round(median(every), 4) if every else None,
        "median_days_first_to_second": round(median(first), 4) if first else None,
    }


def month(moment, zone):
    local = moment.astimezone(zone)
    return (local.year, local.month)


def after(start, months):
    years, rest = divmod(start[1] - 1 + months, 12)
    return (start[0] + years, rest + 1)


def retention(people, as_of, zone):
    now = month(as_of, zone)
    months = {who: {month(order["when"], zone) for order in mine} for who, mine in people.items()}
    firsts = {who: min(mine) for who, mine in months.items()}
    cohorts, curve = {}, {}
    for cohort in sorted(set(firsts.values())):
        members = [who for who, first in firsts.items() if first == cohort]
        active, later = [], 0
        while after(cohort, later) <= now:
            active.append(sum(after(cohort, later) in months[who] for who in members))
            later += 1
        shares = [share(number, len(members)) for number in active]
        cohorts[f"{cohort[0]}-{cohort[1]:02}"] = {"size": len(members), "active": active, "retention": shares}
    for later in range(1, 30):
        old = [who for who, first in firsts.items() if after(first, later) < now]
        if old:
            curve[str(later)] = share(sum(after(firsts[who], later) in months[who] for who in old), len(old))
    return {"cohorts": cohorts, "retention_curve_weighted": curve, "retention_rate_by_quarter": quarters(months, now)}


def quarters(months, now):
    active = defaultdict(set)
    for who, mine in months.items():
        for year, number in mine:
            active[year, (number + 2) // 3].add(who)
    if not active:
        return {}
    rates, quarter = {}, min(active)
    while quarter < (now[0], (now[1] + 2) // 3):
        before, quarter = quarter, (quarter[0] + quarter[1] // 4, quarter[1] % 4 + 1)
        stayed = len(active[before] & active[quarter])
        rates[f"{quarter[0]}-Q{quarter[1]}"] = {
            "active_before": len(active[before]), "retained": stayed, "rate": share(stayed, len(active[before])),
        }  # fmt: skip
    return rates


def rfm(people, as_of, zone):
    today = as_of.astimezone(zone).date()
    rows = [
        (
            -(today - max(order["when"].astimezone(zone).date() for order in mine)).days,
            len(mine),
            sum(net(order, as_of) for order in mine),
        )
        for mine in people.values()
    ]
    n = len(rows)
    marks = [tuple(1 + 5 * sum(other[k] < row[k] for other in rows) // n for k in range(3)) for row in rows]
    tables = [
        {str(score): number for score, number in sorted(Counter(m[k] for m in marks).items())} for k in range(3)
    ]
    cells = Counter("".join(map(str, mark)) for mark in marks)
    return {"n": n, "R": tables[0], "F": tables[1], "M": tables[2], "cells": dict(sorted(cells.items()))}


def pairs(valid):
    baskets = [set(order["products"]) - {None} for order in valid]
    n = len(valid)
    singles = Counter(product for basket in baskets for product in basket)
    counts = Counter(pair for basket in baskets for pair in combinations(sorted(basket), 2))
    kept = sorted((-count, a, b) for (a, b), count in counts.items() if count / n >= 0.005)
    top = [
        {
            "a": a, "b": b, "count": -count, "support": share(-count, n), "confidence_ab": share(-count, singles[a]),
            "confidence_ba": share(-count, singles[b]), "lift": share(-count * n, singles[a] * singles[b]),
        }
        for count, a, b in kept[:25]
    ]  # fmt: skip
    return {"orders": n, "min_support": 0.005, "pairs_over_min_support": len(kept), "top": top}
