"""How much of a tariff is used up, and when a month of the shop begins."""

from datetime import UTC, date, datetime

import pytest
from world import World

from plugin.db.session import Database
from plugin.usage import Usage, month_of


@pytest.mark.parametrize(
    ("sent", "near", "over"), [(0, False, False), (239, False, False), (240, True, False), (300, False, True)]
)
def test_from_four_fifths_on_it_is_near_and_from_the_limit_on_over(sent: int, near: bool, over: bool):
    found = Usage(sent, 300, date(2026, 6, 1), datetime(2026, 7, 1, tzinfo=UTC))
    assert (found.is_near, found.is_over) == (near, over)


def test_without_a_limit_it_is_neither():
    found = Usage(10**6, None, date(2026, 6, 1), datetime(2026, 7, 1, tzinfo=UTC))
    assert (found.is_near, found.is_over) == (False, False)


def test_a_month_is_the_shop_s_own(sqlite_database: Database):
    with World(sqlite_database, time_zone="America/New_York") as world:
        begins, ends = month_of(world.shop, date(2026, 3, 17))
    assert begins == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert ends == datetime(2026, 4, 1, 4, tzinfo=UTC)
