"""The stars of a product as one figure. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Rating:
    """`count` published reviews with `total` stars together."""

    product_id: int
    count: int
    total: int

    @property
    def average(self) -> Decimal:
        """To one place, halves up: 4.25 is 4.3. ZeroDivisionError where there is no review."""
        return (Decimal(self.total) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP)
