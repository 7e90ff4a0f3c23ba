"""Dates as apps and spreadsheets write them; of two numbers the file as a whole tells which is the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from house import House
from hypothesis import given
from hypothesis import strategies as st

from plugin.moving.dates import Order, Orders, moment, plain_day
from plugin.moving.wrong import Wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31 00:00:00"), ("2026-01-31 09:30:00 UTC", "2026-01-31 09:30:00"),
        ("2026-01-31T09:30:00Z", "2026-01-31 09:30:00"), ("2026-01-31T09:30:00.123+02:00", "2026-01-31 07:30:00"),
        ("2026-01-31T09:30:00-0530", "2026-01-31 15:00:00"), ("31/01/2026", "2026-01-31 00:00:00"),
        ("31.1.2026 14:05", "2026-01-31 14:05:00"), ("01/31/2026 02:05 PM", "2026-01-31 14:05:00"),
        ("1-Jan-2026", "2026-01-01 00:00:00"), ("1 January 2026", "2026-01-01 00:00:00"),
        ("45658", "2025-01-01 00:00:00"), ("45658.5", "2025-01-01 12:00:00"), ("03/03/2026", "2026-03-03 00:00:00"),
        ("12/31/26 12:00 am", "2026-12-31 00:00:00"),
    ],
)  # fmt: skip
def test_every_way_of_writing_is_read(text: str, expected: str) -> None:
    assert moment(f" {text} ", None) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "32/01/2026", "1-Foo-2026", "99999", "7", "2026-01-01 25:00"]
)
def test_what_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(Wrong, match="2026-01-31"):
        moment(text, Order.DAY_FIRST)


def test_two_meanings_are_told_apart_by_the_order_only() -> None:
    assert moment("03/04/2026", Order.DAY_FIRST).date() == date(2026, 4, 3)
    assert moment("03/04/2026", Order.MONTH_FIRST).date() == date(2026, 3, 4)
    with pytest.raises(Wrong, match="two different days"):
        moment("03/04/2026", None)


@pytest.mark.parametrize(
    ("texts", "proved", "contradict"),
    [
        (["03/04/2026", "13/04/2026"], Order.DAY_FIRST, False),
        (["03/04/2026", "04/13/2026"], Order.MONTH_FIRST, False), (["03/04/2026"], None, False),
        (["13/04/2026", "04/13/2026"], None, True), (["2026-01-31"], None, False),
    ],
)  # fmt: skip
def test_one_date_can_prove_the_order_of_a_file(texts: list[str], proved: Order | None, contradict: bool) -> None:
    orders = Orders()
    for text in texts:
        orders.look(text)
    assert (orders.proved, orders.contradict) == (proved, contradict)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(Order))
def test_a_day_written_in_an_order_is_read_in_it(day: date, order: Order) -> None:
    text = day.strftime("%d/%m/%Y" if order is Order.DAY_FIRST else "%m/%d/%Y")
    assert moment(text, order).date() == day


def test_a_birthday_is_the_day_that_is_written_whatever_its_zone() -> None:
    assert plain_day("1990-05-17 00:00:00+13:00", None) == date(1990, 5, 17)
    assert plain_day("1004-02-29", None) == date(1004, 2, 29)


def test_in_a_file_the_order_is_proved_assumed_and_said_or_asked_for(house: House) -> None:
    rows = "email,body,rating,created_at,product_handle,photo_url\na@b.example,Good,5,03/04/2025,jumper,\n"
    proving = rows + "c@d.example,Fine,4,04/13/2025,jumper,\n"
    house.take_in(proving.encode())
    assert sorted(one["written_at"].month for one in house.reviews()) == [3, 4]
    house.undo()
    assert house.look(rows.encode()).is_assumed
    house.take_in(rows.encode(), id="assumed")
    assert [one["written_at"].month for one in house.reviews()] == [4]
    house.undo("assumed")
    contradicting = proving + "e@f.example,Bad,1,13/04/2025,jumper,\n"
    counts = house.take_in(contradicting.encode(), id="contradicting")
    assert [(one.line, one.column) for one in counts.problems] == [(2, "created_at")]
    assert counts.added == 2
