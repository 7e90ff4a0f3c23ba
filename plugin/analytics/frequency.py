"""How often customers buy: how many come back, and after how long."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any

from plugin.analytics.facts import ratio
from plugin.analytics.history import History

_MICROSECONDS_PER_DAY = 86_400_000_000


def repeat_figures(people: Sequence[History]) -> dict[str, Any]:
    """Purchase frequency, repeat customers, and how many customers have how many orders."""
    by_count = Counter(person.orders for person in people)
    repeat = len(people) - by_count[1]
    return {
        "orders_per_customer": ratio(sum(person.orders for person in people), len(people)),
        "repeat_customers": repeat,
        "repeat_purchase_rate": ratio(repeat, len(people)),
        "customers_by_order_count": {str(count): by_count[count] for count in sorted(by_count) if by_count[count]},
    }


def gap_figures(people: Sequence[History]) -> dict[str, float | None]:
    """Median days between one order and the next: of all pairs of orders, and of first and second orders."""
    every = array("q")
    for person in people:
        every.extend(person.gaps)
    first = array("q", (person.gaps[0] for person in people if person.gaps))
    return {"median_days_between_orders": _median_days(every), "median_days_first_to_second": _median_days(first)}


def _median_days(gaps: array[int]) -> float | None:
    """Four decimals; of an even number the mean of the two middle ones. None without a gap."""
    if not gaps:
        return None
    ranked = sorted(gaps)
    middle = ranked[len(ranked) // 2] + ranked[(len(ranked) - 1) // 2]
    return round(middle / 2 / _MICROSECONDS_PER_DAY, 4)
