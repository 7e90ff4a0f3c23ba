"""What the demo must remember between two starts: its day and port, how far its clock was moved, and the orders
that were placed by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from plugin.demo.bought import Bought
from plugin.demo.goods import BY_HANDLE
from plugin.demo.people import GUEST, PEOPLE

_FILE = "demo.json"
_FIRST_NUMBER = 5001


class _Order(msgspec.Struct):
    number: int
    person_id: int | None
    goods: list[str]
    at: datetime
    shipped_at: datetime | None = None
    cancelled_at: datetime | None = None


class _Page(msgspec.Struct):
    day: date
    port: int
    offset_s: float = 0.0
    orders: list[_Order] = []


class Notebook:
    """Kept in the demo's directory; every change is written at once."""

    def __init__(self, directory: Path, day: date, port: int) -> None:
        self._path = directory / _FILE
        self._page = _read(self._path) or _Page(day, port)
        self.is_new = not self._path.exists()

    @staticmethod
    def fits(directory: Path, day: date, port: int) -> bool:
        """Whether there is a finished demo of that day and port to go on with."""
        page = _read(directory / _FILE)
        return page is not None and (page.day, page.port) == (day, port)

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=self._page.offset_s)

    @offset.setter
    def offset(self, offset: timedelta) -> None:
        self._page.offset_s = offset.total_seconds()
        self.save()

    @property
    def next_number(self) -> int:
        return max((one.number for one in self._page.orders), default=_FIRST_NUMBER - 1) + 1

    def orders(self) -> list[Bought]:
        """Newest first."""
        return [_bought(one) for one in reversed(self._page.orders)]

    def order(self, number: int) -> Bought | None:
        return next((one for one in self.orders() if one.number == number), None)

    def keep(self, bought: Bought) -> None:
        """Add the order, or replace what was known of it."""
        goods = [good.handle for good in bought.goods]
        kept = _Order(bought.number, bought.person.id, goods, bought.at, bought.shipped_at, bought.cancelled_at)
        others = [one for one in self._page.orders if one.number != bought.number]
        self._page.orders = sorted([*others, kept], key=lambda one: one.number)
        self.save()

    def save(self) -> None:
        self._path.write_bytes(msgspec.json.encode(self._page))


def _read(path: Path) -> _Page | None:
    """None where there is none, or one that another version wrote."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Page)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _bought(one: _Order) -> Bought:
    person = next((person for person in PEOPLE if person.id == one.person_id), GUEST)
    goods = tuple(BY_HANDLE[handle] for handle in one.goods)
    return Bought(one.number, person, goods, one.at, None, one.shipped_at, one.cancelled_at)
