"""Which pairs of products are bought together: support, confidence and lift.

Support and confidence: Agrawal & Srikant, VLDB 1994. Lift: Brin et al., SIGMOD 1997 ("interest")."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin.analytics.baskets import Baskets, baskets, pairs
from plugin.analytics.facts import ratio

_MIN_SUPPORT = 0.005
_ONE_IN = 200  # the same as a whole number: support is reached when count * 200 >= orders
_TOP = 25


def together_figures(session: Session, shop_id: int, as_of: datetime) -> dict[str, Any]:
    """How many pairs are in at least half a percent of the valid orders, and the 25 most frequent of them:
    by count, then by the ids."""
    return pair_figures(baskets(session, shop_id, as_of))


def pair_figures(bought: Baskets) -> dict[str, Any]:
    """The same of baskets that are already read."""
    number, top = 0, list[tuple[int, int, int]]()
    for block in pairs(bought, max(1, -(-bought.orders // _ONE_IN))):
        once = block.first < block.second
        number += int(once.sum())
        found = zip(
            (-block.count[once]).tolist(), block.first[once].tolist(), block.second[once].tolist(), strict=True
        )
        top = sorted([*top, *found])[:_TOP]
    return {
        "orders": bought.orders,
        "min_support": _MIN_SUPPORT,
        "pairs_over_min_support": number,
        "top": [_pair(bought, first, second, -count) for count, first, second in top],
    }


def _pair(bought: Baskets, first: int, second: int, count: int) -> dict[str, Any]:
    with_first, with_second = int(bought.counts[first]), int(bought.counts[second])
    return {
        "a": int(bought.product_ids[first]),
        "b": int(bought.product_ids[second]),
        "count": count,
        "support": ratio(count, bought.orders),
        "confidence_ab": ratio(count, with_first),
        "confidence_ba": ratio(count, with_second),
        "lift": ratio(count * bought.orders, with_first * with_second),
    }
