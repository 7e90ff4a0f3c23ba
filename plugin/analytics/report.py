"""The figures as a page for the terminal, in a merchant's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PAIRS = 5
_WIDTH = 34


def text_report(figures: Mapping[str, Any]) -> str:
    """What `plugin.analytics.metrics.metrics` returned, as plain text that ends with a line break."""
    parts = (_heading(figures), _orders(figures), _customers(figures), _curve(figures), _quarters(figures),
             _cohorts(figures), _rfm(figures["rfm"]), _pairs(figures["pairs"]))  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _heading(figures: Mapping[str, Any]) -> list[str]:
    store = figures.get("store", "this shop")
    return [f"{store} as of {figures['as_of']} ({figures['shop_time_zone']})"]


def _orders(figures: Mapping[str, Any]) -> list[str]:
    return [
        "Orders",
        _line("counted", figures["orders_valid"]),
        _line("  of these without a customer", figures["orders_valid_without_customer"]),
        _line("left out: cancelled", figures["orders_cancelled_not_test"]),
        _line("left out: tests", figures["orders_test"]),
        _line("revenue", figures["gross_revenue"]),
        _line("revenue after refunds", figures["net_revenue"]),
        _line("average order value", _number(figures["average_order_value"])),
    ]


def _customers(figures: Mapping[str, Any]) -> list[str]:
    return [
        "Customers",
        _line("with an order", figures["customers"]),
        _line("with two or more", figures["repeat_customers"]),
        _line("repeat purchase rate", _percent(figures["repeat_purchase_rate"])),
        _line("orders per customer", _number(figures["orders_per_customer"])),
        _line("days between orders (median)", _number(figures["median_days_between_orders"])),
        _line("days from first to second (median)", _number(figures["median_days_first_to_second"])),
    ]


def _curve(figures: Mapping[str, Any]) -> list[str]:
    curve = figures["retention_curve_weighted"]
    if not curve:
        return []
    lines = [_line(_several(int(months), "month") + " later", _percent(rate)) for months, rate in curve.items()]
    return ["Bought again in the month", *lines]


def _quarters(figures: Mapping[str, Any]) -> list[str]:
    quarters = figures["retention_rate_by_quarter"]
    if not quarters:
        return []
    return ["Customers kept from the quarter before", *(
        _line(name, f"{_percent(row['rate'])}  ({row['retained']} of {row['active_before']})")
        for name, row in quarters.items()
    )]  # fmt: skip


def _cohorts(figures: Mapping[str, Any]) -> list[str]:
    cohorts = figures["cohorts"]
    if not cohorts:
        return []
    return ["Month of the first order: customers, then who bought in each month after it", *(
        f"  {month}  {row['size']:>7}  {' '.join(f'{_percent(rate):>6}' for rate in row['retention'][1:])}".rstrip()
        for month, row in cohorts.items()
    )]  # fmt: skip


def _rfm(rfm: Mapping[str, Any]) -> list[str]:
    if not rfm["n"]:
        return []
    lines = [_line(f"cell {cell}", number) for cell, number in _largest(rfm["cells"])]
    return ["Largest groups by recency, frequency, value (1 worst, 5 best)", *lines]


def _largest(cells: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(cells.items(), key=lambda cell: (-cell[1], cell[0]))[:_PAIRS]


def _pairs(pairs: Mapping[str, Any]) -> list[str]:
    if not pairs["top"]:
        return []
    return ["Most often bought together (product ids)", *(
        f"  {pair['a']} + {pair['b']}: {_several(pair['count'], 'order')}, {pair['lift']:.1f} times what chance gives"
        for pair in pairs["top"][:_PAIRS]
    )]  # fmt: skip


def _line(label: str, value: object) -> str:
    return f"  {label:<{_WIDTH}}  {value}"


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.2f}"


def _percent(rate: float | None) -> str:
    return "none yet" if rate is None else f"{rate:.1%}"
