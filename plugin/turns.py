"""Shops take turns: each drain begins with another shop, so one shop's flood never makes the others wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plugin.shops import Shop

if TYPE_CHECKING:
    from plugin.encore import Encore


def in_turn(encore: Encore, stage: str, shops: list[Shop]) -> Iterator[Shop]:
    """The shops, beginning after the one that began last time."""
    if not shops:
        return
    first = encore.turns.get(stage, -1) + 1
    encore.turns[stage] = first % len(shops)
    yield from (shops[(first + n) % len(shops)] for n in range(len(shops)))
