"""Bought-together lists: for each product the others that its buyers take, best first.

Score of j for a buyer of i: count / (n_i * n_j ** 0.2), the share of i's orders with j, damped for what
everybody buys. `python -m bench.recommend` measures what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plugin.analytics.baskets import Baskets, Pairs, pairs

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Scores = np.ndarray[Any, np.dtype[np.float64]]

MIN_COUNT = 5  # product, cross-sell: fewer orders together prove nothing
DAMPING = 0.2
PER_PRODUCT = 20


@dataclass(frozen=True, slots=True)
class Lists:
    """Some products' lists as arrays of one length, sorted by product and rank."""

    product_id: Numbers
    other_id: Numbers
    count: Numbers  # valid orders with both
    lift: Scores
    score: Scores


def lists(bought: Baskets, damping: float = DAMPING) -> Iterator[Lists]:
    """The best 20 others of each product, together in at least 5 orders; a block of products at a time. Equal
    scores are ranked by the other's id, so the same orders always give the same lists."""
    for block in pairs(bought, MIN_COUNT):
        yield _best(bought, block, damping)


def _best(bought: Baskets, block: Pairs, damping: float) -> Lists:
    import numpy as np

    with_first = bought.counts[block.first].astype(np.float64)
    with_second = bought.counts[block.second].astype(np.float64)
    score = block.count / (with_first * with_second**damping)
    order = np.lexsort((block.second, -score, block.first))
    order = order[_rank(block.first[order]) < PER_PRODUCT]
    return Lists(
        bought.product_ids[block.first[order]],
        bought.product_ids[block.second[order]],
        block.count[order],
        (block.count * bought.orders / (with_first * with_second))[order],
        score[order],
    )


def _rank(groups: Numbers) -> Numbers:
    """Place of each entry within its run of equal values, from 0."""
    import numpy as np

    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    lengths = np.diff(starts, append=len(groups))
    return np.arange(len(groups)) - np.repeat(starts, lengths)
