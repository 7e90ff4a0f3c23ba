"""The birthday code: on the customer's own day, wherever that day is."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import PAID, at, days, order, person, plan, sent, skipped, usual

from plugin.birthdays import celebrated_on
from plugin.clock import instant, local, zone_names
from plugin.config import FlowSettings
from plugin.events import DayBegan, Due, OrderPaid
from plugin.flows.birthday import day_of, decide
from plugin.flows.flow import about_day

USUAL = usual("birthday")
DAY = date(2026, 4, 20)


def celebrant(*orders, **changes):
    usual_one = {"birthday": (4, 20), "birthday_known_at": at("2026-01-01"), "now": at("2026-04-18")}
    return person(*(orders or (order(),)), **usual_one | changes)


def asked(day=DAY, settings=USUAL, **changes):
    return decide(DayBegan(7, day, at("2026-04-18")), celebrant(**changes), settings)


def test_john_in_sydney_hears_at_nine_in_sydney():
    found = plan(asked(zone="Australia/Sydney"))
    assert (found.at, found.until) == (at("2026-04-19 23:00"), at("2026-04-20 10:00"))
    assert (found.code_starts_at, found.code_ends_at) == (at("2026-04-19 14:00"), at("2026-04-20 14:00"))
    assert found.about == "customer:7@2026-04-20"


def test_the_due_message_is_asked_about_its_own_day():
    due = decide(Due("customer:7@2026-04-20", at("2026-04-20 08:00")), celebrant(now=at("2026-04-20 08:00")), USUAL)
    assert due == asked()


@pytest.mark.parametrize("birthday", [None, (4, 21), (5, 20)])
def test_a_birthday_that_was_moved_ends_the_message(birthday):
    assert skipped(asked(birthday=birthday)) == "birthday_changed"


@pytest.mark.parametrize(
    ("known", "is_early"),
    [("2026-04-06 22:59", True), ("2026-04-06 23:01", False), ("2026-04-19", False)],
)
def test_it_must_be_told_14_local_days_ahead(known, is_early):
    found = asked(birthday_known_at=at(known))  # London is an hour ahead of UTC in April
    assert plan(found).about if is_early else skipped(found) == "birthday_entered_late"


def test_a_birthday_of_unknown_age_counts_as_new():
    assert skipped(asked(birthday_known_at=None)) == "birthday_entered_late"


@pytest.mark.parametrize("changes", [{"cancelled_at": PAID}, {"paid_at": None}, {"is_test": True}])
def test_who_never_bought_gets_none(changes):
    found = decide(DayBegan(7, DAY, PAID), celebrant(order(**changes)), USUAL)
    assert skipped(found) == "no_order"


@pytest.mark.parametrize(
    ("day", "gone", "is_allowed"),
    [
        (date(2026, 4, 20), date(2025, 4, 20), True),
        (date(2026, 4, 20), date(2025, 4, 21), False),
        (date(2026, 4, 20), date(2026, 4, 17), False),
        (date(2026, 4, 20), date(2026, 4, 23), False),
        (date(2025, 2, 28), date(2024, 2, 29), True),
        (date(2028, 2, 29), date(2027, 2, 28), True),
    ],
)
def test_one_birthday_in_365_days_however_often_the_date_is_moved(day, gone, is_allowed):
    before = sent("birthday", instant(gone, time(9), "Europe/London"), about=about_day(7, gone))
    known = at("2023-01-01")
    found = asked(day, birthday=(day.month, day.day), birthday_known_at=known, sent=(before,))
    assert plan(found).about if is_allowed else skipped(found) == "birthday_recently"


def test_its_own_message_is_not_a_second_birthday():
    own = sent("birthday", at("2026-04-20 08:00"), about="customer:7@2026-04-20")
    assert plan(asked(sent=(own,))).about == own.about


def test_days_before_the_flow_was_on_are_history():
    assert skipped(asked(flow_on_since=at("2026-04-20 23:30"))) == "history"  # the 21st in London
    assert plan(asked(flow_on_since=at("2026-04-20 06:00")))


def test_events_about_orders_are_none_of_its_business():
    assert decide(OrderPaid(1, PAID), celebrant(), USUAL) == ()
    assert decide(Due("order:1", PAID), celebrant(), USUAL) == ()
    assert day_of("order:1") is None
    assert day_of(about_day(7, DAY)) == DAY


@given(st.integers(0, 47))
def test_an_hour_too_late_in_the_day_is_stale(hours):
    found = asked(settings=FlowSettings(delay=timedelta(hours=hours)))
    if hours >= 20:
        assert skipped(found) == "stale"
    else:
        assert local(plan(found).at, "Europe/London").hour == hours


@pytest.mark.parametrize("year", [2024, 2025, 2027, 2028, 2100])
def test_leap_birthday(year):
    """Exactly one day of a year is celebrated: the 29th where there is one, else the 28th; in every zone."""
    is_leap = celebrated_on(2, 29, year).day == 29
    for zone in sorted(zone_names()):
        planned = []
        for day in (date(year, 2, 28), date(year, 2, 28) + timedelta(days=1)):
            found = asked(day, birthday=(2, 29), birthday_known_at=at("2020-01-01"), zone=zone)
            planned += [plan(found)] if getattr(found[0], "reason", None) is None else []
        (only,) = planned
        there = local(only.at, zone)
        assert (there.month, there.day, there.hour) == (2, 29 if is_leap else 28, 9)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)])
def test_clock_changes_in_every_zone_leave_nine_o_clock_and_a_whole_day(day):
    for zone in sorted(zone_names()):
        found = plan(asked(day, birthday=(day.month, day.day), birthday_known_at=at("2020-01-01"), zone=zone))
        assert local(found.at, zone).time() == time(9)
        assert local(found.until, zone).time() == time(20)
        assert local(found.code_starts_at, zone).date() == day
        assert local(found.code_ends_at - timedelta(seconds=1), zone).date() == day
        assert found.code_starts_at < found.at < found.until < found.code_ends_at
        assert days(0.9) < found.code_ends_at - found.code_starts_at < days(1.1)
