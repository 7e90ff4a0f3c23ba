from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from policy_world import facts, settings

from plugin.clock import instant, local, zone_names
from plugin.config import QuietHours, window
from plugin.policy.quiet_hours import first_open, quiet_hours
from plugin.policy.verdict import ALLOW, Later, Skip

ZONES = sorted(zone_names())
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def opening(now, **changes):
    return first_open(facts(now=now, **changes), now)


@pytest.mark.parametrize("zone", ZONES)
def test_quiet_hours_all_zones(zone):
    """In every zone there is, at moments through a year: the verdict agrees with the clock on the wall, and
    what is held goes at the first minute of the next opening."""
    for day in range(0, 366, 23):
        for hour in (0, 5, 11, 17, 22):
            now = datetime(2026, 1, 1, hour, 17, tzinfo=UTC) + timedelta(days=day)
            wall = local(now, zone)
            verdict = quiet_hours(facts(now=now, zones=(zone,)))
            if 9 <= wall.hour < 20:
                assert verdict == ALLOW, wall
                continue
            assert verdict.reason == "quiet_hours"
            opens = local(verdict.at, zone)
            assert (opens.hour, opens.minute) == (9, 0), (wall, opens)
            assert now < verdict.at < now + timedelta(hours=14, minutes=1)


@hypothesis_settings(deadline=None)
@given(moments, st.lists(st.sampled_from(ZONES), min_size=1, max_size=3), st.sampled_from(["US", "FR", "GB", "JP"]))
def test_whatever_opens_is_open_in_every_zone_that_shares_an_hour(now, zones, country):
    opens = opening(now, zones=tuple(zones), country=country, channel="sms")
    assert opens is not None
    assert opens >= now
    assert quiet_hours(facts(now=opens, zones=tuple(zones), country=country, channel="sms")) == ALLOW
    assert 9 <= local(opens, zones[0]).hour < 20


def test_an_address_between_two_zones_waits_for_both():
    now = at("2026-06-10 09:30", "America/Chicago")  # 10:30 in New York
    assert opening(now, zones=("America/New_York", "America/Chicago"), country="US", channel="sms") == at(
        "2026-06-10 10:00", "America/Chicago"
    )
    late = at("2026-06-10 19:30", "America/Chicago")
    assert opening(late, zones=("America/Chicago", "America/New_York"), country="US") == at(
        "2026-06-11 09:00", "America/Chicago"
    )


def test_zones_that_never_share_an_hour_leave_the_least_likely_out():
    now = at("2026-06-10 08:00", "Europe/Berlin")
    assert opening(now, zones=("Europe/Berlin", "Pacific/Honolulu")) == at("2026-06-10 09:00", "Europe/Berlin")


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo"])
def test_dst_nights_once(zone):
    """A message due in a night that loses or repeats an hour has one send instant, on that same day."""
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
        midnight = instant(day, time(0), zone)
        openings = {opening(midnight + timedelta(minutes=m), zones=(zone,)) for m in range(0, 7 * 60, 30)}
        assert openings == {instant(day, time(9), zone)}, day


def test_a_time_that_the_clock_change_leaves_out_or_repeats_is_one_instant():
    gap = instant(date(2026, 3, 8), time(2, 30), "America/New_York")
    assert local(gap, "America/New_York").strftime("%d %H:%M") == "08 03:00"
    fold = instant(date(2026, 11, 1), time(1, 30), "America/New_York")
    assert fold == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert opening(gap, purpose="service", zones=("America/New_York",)) == gap
    assert opening(fold, purpose="service", zones=("America/New_York",)) == fold


def test_a_text_planned_in_shop_time_waits_for_the_morning_in_tokyo():
    now = at("2026-11-22 10:00", "America/New_York")
    assert opening(now, zones=("Asia/Tokyo",), country="JP", channel="sms") == at("2026-11-23 09:00", "Asia/Tokyo")


def test_a_service_text_at_half_past_eleven_goes_at_eight_the_next_day():
    now = at("2026-06-10 23:30", "Europe/London")
    assert opening(now, channel="sms", purpose="service") == at("2026-06-11 08:00", "Europe/London")


def test_service_mail_and_news_of_trouble_go_at_any_hour():
    night = at("2026-06-14 03:00", "Europe/London")
    assert quiet_hours(facts(now=night, purpose="service")) == ALLOW
    assert quiet_hours(facts(now=night, purpose="service", channel="sms", flow="shipment_problem")) == ALLOW


def test_a_flow_s_own_hours_hold_for_feedback_mail():
    now = at("2026-06-10 19:00", "Europe/London")
    assert opening(now, purpose="feedback", hours=(10, 19)) == at("2026-06-11 10:00", "Europe/London")
    assert opening(now, purpose="feedback") == now


SMS_OPENINGS = [
    # country, province, zone, asked at, opens at (both local)
    ("US", "NY", "America/New_York", "2026-06-13 20:00", "2026-06-14 12:00"),  # Saturday night, Sunday noon
    ("US", "NY", "America/New_York", "2026-06-15 19:59", "2026-06-15 19:59"),
    ("PR", None, "America/Puerto_Rico", "2026-06-14 09:00", "2026-06-14 12:00"),
    ("US", "RI", "America/New_York", "2026-06-12 18:00", "2026-06-13 10:00"),
    ("US", "US-RI", "America/New_York", "2026-06-13 17:00", "2026-06-14 12:00"),
    ("US", "RI", "America/New_York", "2026-06-14 17:00", "2026-06-15 10:00"),
    ("CA", "ON", "America/Toronto", "2026-06-12 20:00", "2026-06-13 10:00"),
    ("CA", "ON", "America/Toronto", "2026-06-13 18:00", "2026-06-14 10:00"),
    ("CA", "ON", "America/Toronto", "2026-06-14 18:00", "2026-06-15 10:00"),
    ("FR", None, "Europe/Paris", "2026-06-13 20:00", "2026-06-15 10:00"),
    ("FR", None, "Europe/Paris", "2026-07-13 20:00", "2026-07-15 10:00"),  # the national day
    ("FR", None, "Europe/Paris", "2026-04-04 21:00", "2026-04-07 10:00"),  # Easter Sunday and Monday
    ("RE", None, "Indian/Reunion", "2026-06-14 11:00", "2026-06-15 10:00"),
    ("GB", "ENG", "Europe/London", "2026-06-13 20:00", "2026-06-15 09:00"),
    ("NO", None, "Europe/Oslo", "2026-06-14 11:00", "2026-06-15 09:00"),
    ("CH", None, "Europe/Zurich", "2026-06-14 11:00", "2026-06-14 11:00"),
    ("JP", "13", "Asia/Tokyo", "2026-06-14 08:00", "2026-06-14 09:00"),
    (None, None, "Asia/Tokyo", "2026-06-14 20:00", "2026-06-15 09:00"),
]


@pytest.mark.parametrize(("country", "province", "zone", "asked", "opens"), SMS_OPENINGS)
@pytest.mark.parametrize("purpose", ["promotional", "feedback"])
def test_texts_keep_the_hours_of_the_country(country, province, zone, asked, opens, purpose):
    now = at(asked, zone)
    place = {"country": country, "province": province, "zones": (zone,)}
    assert opening(now, channel="sms", purpose=purpose, **place) == at(opens, zone)


def test_merchants_hours_narrow_promotion_and_never_widen_it():
    wide = settings(quiet_hours=QuietHours(window("06:00-24:00"), window("06:00-24:00")))
    narrow = settings(quiet_hours=QuietHours(window("12:00-14:00"), window("12:00-14:00")))
    early = at("2026-06-10 07:00", "Europe/London")
    assert opening(early, settings=wide) == at("2026-06-10 09:00", "Europe/London")
    assert opening(early, settings=narrow) == at("2026-06-10 12:00", "Europe/London")
    assert opening(early, settings=narrow, purpose="feedback") == early
    assert opening(early, settings=narrow, purpose="service") == early


def test_merchants_hours_may_run_over_midnight():
    night_shop = settings(quiet_hours=QuietHours(window("18:00-10:00"), window("18:00-10:00")))
    assert opening(at("2026-06-10 09:30", "Europe/London"), settings=night_shop) == at(
        "2026-06-10 09:30", "Europe/London"
    )
    assert opening(at("2026-06-10 10:00", "Europe/London"), settings=night_shop) == at(
        "2026-06-10 18:00", "Europe/London"
    )


def test_hours_without_a_single_open_minute_end_the_message_with_a_reason():
    never = settings(quiet_hours=QuietHours(window("21:00-07:00"), window("21:00-07:00")))
    assert quiet_hours(facts(settings=never)) == Skip("no_open_hours")


def test_a_held_message_names_the_reason_and_the_instant():
    night = at("2026-06-10 22:00", "Europe/London")
    assert quiet_hours(facts(now=night)) == Later(at("2026-06-11 09:00", "Europe/London"), "quiet_hours")
