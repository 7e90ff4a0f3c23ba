"""The stars of a product as one figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Rating:
    """`count` published reviews with `total` stars together."""

    product_id: int
    count: int
    total: int
    by_stars: Mapping[int, int] = field(default_factory=dict, compare=False)  # how many gave so many; all five

    @property
    def average(self) -> Decimal:
        """To one place, halves up: 4.25 is 4.3. ZeroDivisionError where there is no review."""
        return (Decimal(self.total) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def rating_of(product_id: int, counted: Mapping[int, int]) -> Rating:
    """The figure of so many reviews for each number of stars."""
    by_stars = {stars: counted.get(stars, 0) for stars in range(HIGHEST, LOWEST - 1, -1)}
    total = sum(stars * count for stars, count in by_stars.items())
    return Rating(product_id, sum(by_stars.values()), total, by_stars)
