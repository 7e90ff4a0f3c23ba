"""Who comes back: by the month of the first order, and from quarter to quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from plugin.analytics.facts import ratio
from plugin.analytics.history import History


def retention_figures(people: Sequence[History], this_month: int) -> dict[str, Any]:
    """Cohorts, the weighted curve and the rate of each quarter. `this_month` is the month of the as-of moment."""
    active = _active_by_cohort(people)
    return {
        "cohorts": {_month_name(cohort): _cohort(active, cohort, this_month) for cohort in _cohorts(active)},
        "retention_curve_weighted": _curve(active, this_month),
        "retention_rate_by_quarter": _quarters(people, this_month),
    }


def _active_by_cohort(people: Sequence[History]) -> Counter[tuple[int, int]]:
    """(month of the first order, months later) -> customers with an order in that later month."""
    active: Counter[tuple[int, int]] = Counter()
    for person in people:
        cohort = person.months[0]
        active.update((cohort, month - cohort) for month in set(person.months))
    return active


def _cohorts(active: Counter[tuple[int, int]]) -> list[int]:
    return sorted({cohort for cohort, _ in active})


def _cohort(active: Counter[tuple[int, int]], cohort: int, this_month: int) -> dict[str, Any]:
    row = [active[cohort, later] for later in range(this_month - cohort + 1)]
    return {"size": row[0], "active": row, "retention": [ratio(number, row[0]) for number in row]}


def _curve(active: Counter[tuple[int, int]], this_month: int) -> dict[str, float | None]:
    """Months after the first -> share, over the cohorts for which that month is over."""
    cohorts = _cohorts(active)
    longest = this_month - 1 - cohorts[0] if cohorts else 0
    curve = {}
    for later in range(1, longest + 1):
        old_enough = [cohort for cohort in cohorts if cohort + later < this_month]
        back = sum(active[cohort, later] for cohort in old_enough)
        curve[str(later)] = ratio(back, sum(active[cohort, 0] for cohort in old_enough))
    return curve


def _quarters(people: Sequence[History], this_month: int) -> dict[str, dict[str, Any]]:
    """From the quarter after the first order through the one of `this_month`."""
    buyers: Counter[int] = Counter()
    stayed: Counter[int] = Counter()
    for person in people:
        quarters = {month // 3 for month in person.months}
        buyers.update(quarters)
        stayed.update(quarter for quarter in quarters if quarter - 1 in quarters)
    if not buyers:
        return {}
    return {
        f"{quarter // 4}-Q{quarter % 4 + 1}": {
            "active_before": buyers[quarter - 1],
            "retained": stayed[quarter],
            "rate": ratio(stayed[quarter], buyers[quarter - 1]),
        }
        for quarter in range(min(buyers) + 1, this_month // 3 + 1)
    }


def _month_name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
