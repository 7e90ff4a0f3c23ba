"""Where a page of a list ends is read back as it was written, and nonsense is nowhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.desk.asked import id_in
from plugin.desk.place import place_in, place_of, read, written

FORM = re.compile(r"(-?\d{1,18})-([0-9a-f]{1,64})")
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2286, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(TIMES)
def test_a_place_is_read_as_it_was_written(at):
    assert place_in(place_of(at, "a1"), FORM) == (at, "a1")
    assert read(written(at)) == at


@pytest.mark.parametrize("text", ["", "x", "1", "-", "1-", "1-xyz", "1-a b", "9" * 19 + "-a", "9" * 18 + "-a"])
def test_what_is_no_place_is_none(text):
    assert place_in(text, FORM) is None


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 17])
def test_what_is_no_time_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "id"), [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("-7", None), ("", None)]
)
def test_an_id_is_read_up_to_its_size(text, id):
    assert id_in(text) == id
