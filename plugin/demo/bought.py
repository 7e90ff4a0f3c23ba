"""An order of the sample shop, in the few facts from which its webhooks are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.demo.goods import Good
from plugin.demo.people import Person

POSTAGE = 495
_ORDER_IDS = 5_700_000_000_000
_LINE_IDS = 11_300_000_000_000
_PARCEL_IDS = 4_700_000_000_000
_REFUND_IDS = 4_900_000_000_000
_RETURN_IDS = 4_500_000_000_000


@dataclass(frozen=True, slots=True)
class Bought:
    """An order of the sample shop: number, buyer, what and when; and what became of it."""

    number: int  # 1001 is "#1001"
    person: Person
    goods: tuple[Good, ...]
    at: datetime
    code: str | None = None
    shipped_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def id(self) -> int:
        return _ORDER_IDS + self.number * 10

    @property
    def parcel_id(self) -> int:
        return _PARCEL_IDS + self.number * 10

    @property
    def pence(self) -> int:
        return sum(good.pence for good in self.goods) + POSTAGE

    def line_id(self, position: int) -> int:
        return _LINE_IDS + self.number * 100 + position

    @property
    def refund_id(self) -> int:
        return _REFUND_IDS + self.number * 10

    @property
    def return_id(self) -> int:
        return _RETURN_IDS + self.number * 10
