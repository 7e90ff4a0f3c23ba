from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.birthdays import birthday_of, celebrated_on, written_birthday


@pytest.mark.parametrize(
    "written",
    [
        "1990-05-17", "1990-05-17T00:00:00-10:00", "1990-05-17T00:00:00Z", "1990-05-17 00:00:00", "--05-17", "05-17",
        "1004-05-17", " 1990-05-17 ",
    ],
)  # fmt: skip
def test_a_birthday_is_its_month_and_day_in_no_zone(written):
    assert birthday_of(written) == (5, 17)


@pytest.mark.parametrize("written", ["2004-02-29", "--02-29", "02-29", "1004-02-29"])
def test_a_leap_day_is_a_birthday(written):
    assert birthday_of(written) == (2, 29)


@pytest.mark.parametrize(
    "written",
    [
        "05/17/1990", "17/05/1990", "17.05.1990", "1990-13-01", "1990-02-30", "2001-02-29", "0000-05-17", "--00-10",
        "", "May 17", "1990", "1990-5-7", "1990-05-17garbage", "١٩٩٠-05-17", "19900517",
    ],
)  # fmt: skip
def test_what_would_have_to_be_guessed_is_no_birthday(written):
    assert birthday_of(written) is None


@given(st.dates())
def test_every_iso_date_is_a_birthday(day):
    assert birthday_of(day.isoformat()) == (day.month, day.day)


@given(st.text())
def test_any_text_gives_a_day_of_the_year_or_none(text):
    found = birthday_of(text)
    assert found is None or date(2000, *found)


@pytest.mark.parametrize(
    ("day", "before", "written"),
    [
        ((5, 17), None, "1004-05-17"), ((5, 17), "1990-05-18", "1990-05-17"), ((5, 17), "1004-01-01", "1004-05-17"),
        ((2, 29), None, "1004-02-29"), ((2, 29), "1991-03-01", "1004-02-29"), ((2, 29), "1992-03-01", "1992-02-29"),
        ((5, 17), "17.05.1990", "1004-05-17"), ((5, 17), "0000-05-18", "1004-05-17"),
    ],
)  # fmt: skip
def test_a_birthday_is_written_with_the_year_that_was_there_or_the_one_that_means_none(day, before, written):
    assert written_birthday(*day, before) == written
    assert birthday_of(written) == day


def test_a_leap_day_is_kept_on_the_28th_in_common_years():
    assert celebrated_on(2, 29, 2026) == date(2026, 2, 28)
    assert celebrated_on(2, 29, 2028) == date(2028, 2, 29)
    assert celebrated_on(2, 29, 2100) == date(2100, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), st.integers(1, 9999))
def test_every_birthday_is_celebrated_once_a_year(day, year):
    on = celebrated_on(day.month, day.day, year)
    assert (on.year, on.month) == (year, day.month)
    assert on.day == day.day or (day.month, day.day, on.day) == (2, 29, 28)
