from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from policy_world import NOON, facts, sent, settings

from plugin.config import Budget
from plugin.policy.budget import budget
from plugin.policy.quiet_hours import quiet_hours
from plugin.policy.verdict import ALLOW, Allow, Later, Skip, judge

RULES = (("quiet_hours", quiet_hours), ("budget", budget))
H, D = timedelta(hours=1), timedelta(days=1)


def test_an_untouched_customer_is_free():
    assert budget(facts()) == ALLOW


def test_the_second_within_a_day_waits_for_the_first_free_open_instant():
    assert budget(facts(recent=(sent(NOON - 20 * H),))) == Later(NOON + 4 * H, "budget")
    assert budget(facts(recent=(sent(NOON - 24 * H),))) == ALLOW


def test_the_third_within_a_week_waits_for_the_week_to_pass():
    recent = (sent(NOON - 6 * D), sent(NOON - 2 * D))
    assert budget(facts(recent=recent)) == Later(NOON + 1 * D, "budget")


def test_the_seventh_within_a_month_waits_for_the_month_to_pass():
    recent = tuple(sent(NOON - days * D) for days in (29, 25, 20, 16, 12, 8))
    assert budget(facts(recent=recent)) == Later(NOON + 1 * D, "budget")


def test_texts_have_tighter_caps_of_their_own():
    recent = (sent(NOON - 3 * D, "sms"),)
    assert budget(facts(recent=recent)) == ALLOW
    japan = {"country": "JP", "channel": "sms"}  # texts may go on Sundays
    assert budget(facts(recent=recent, **japan)) == Later(NOON + 4 * D, "budget")
    recent = tuple(sent(NOON - days * D, "sms") for days in (29, 22, 15, 8))
    assert budget(facts(recent=recent, **japan)) == Later(NOON + 1 * D, "budget")
    assert budget(facts(recent=recent)) == ALLOW


def test_service_and_feedback_neither_wait_nor_count():
    recent = (sent(NOON - 1 * H, purpose="service"), sent(NOON - 1 * H, purpose="feedback"))
    assert budget(facts(recent=recent)) == ALLOW
    assert budget(facts(recent=(sent(NOON - 1 * H),), purpose="service")) == ALLOW
    assert budget(facts(recent=(sent(NOON - 1 * H),), purpose="feedback")) == ALLOW


def test_a_loser_moves_into_the_hours():
    now = datetime(2026, 6, 10, 18, 30, tzinfo=UTC)  # 19:30 in London
    last = sent(now - 23 * H)
    assert budget(facts(now=now, recent=(last,))) == Later(datetime(2026, 6, 11, 8, 0, tzinfo=UTC), "budget")


def test_a_loser_without_a_free_useful_instant_ends_with_the_reason_budget():
    recent = (sent(NOON - 20 * H),)
    assert budget(facts(recent=recent, useful_until=NOON + 4 * H)) == Skip("budget")
    assert budget(facts(recent=recent, useful_until=NOON + 4 * H + timedelta(seconds=1))).at == NOON + 4 * H


def test_a_cap_of_zero_means_never():
    assert budget(facts(settings=settings(budget=Budget(per_month=0)))) == Skip("budget")
    no_texts = settings(budget=Budget(sms_per_month=0))
    assert budget(facts(settings=no_texts, channel="sms")) == Skip("budget")
    assert budget(facts(settings=no_texts)) == ALLOW


caps = st.builds(
    Budget,
    per_day=st.integers(0, 2), per_week=st.integers(0, 4), per_month=st.integers(0, 8),
    sms_per_week=st.integers(0, 2), sms_per_month=st.integers(0, 5),
)  # fmt: skip
asks = st.lists(
    st.tuples(
        st.integers(0, 60 * 24 * 60), st.sampled_from(["email", "sms"]), st.sampled_from(["promotional", "service"])
    ),
    max_size=14,
)


@hypothesis_settings(deadline=None)
@given(caps, asks, st.sampled_from([("Europe/London",), ("America/New_York", "America/Denver"), ("Asia/Tokyo",)]))
def test_following_the_verdicts_never_breaks_a_cap(limits, due, zones):
    """Messages fall due at any minute; each is asked again when its Later says. The rolling windows hold."""
    recent = []
    queue = sorted(
        (NOON + minutes * timedelta(minutes=1), n, channel, kind) for n, (minutes, channel, kind) in enumerate(due)
    )
    until = {n: at + 14 * D for at, n, _, _ in queue}
    while queue:
        at, n, channel, kind = queue.pop(0)
        asked = facts(
            now=at, channel=channel, purpose=kind, country="JP", zones=zones, about=f"order:{n}",
            useful_until=until[n], recent=tuple(recent), settings=settings(budget=limits),
        )  # fmt: skip
        verdict, _ = judge(RULES, asked)
        if isinstance(verdict, Later) and verdict.at < until[n]:
            assert verdict.at > at
            queue = sorted([*queue, (verdict.at, n, channel, kind)])
        elif isinstance(verdict, Allow):
            recent.append(sent(at, channel, kind))
    every = [one.at for one in recent if one.purpose == "promotional"]
    texts = [one.at for one in recent if one.purpose == "promotional" and one.channel == "sms"]
    for ats, window, most in (
        (every, 24 * H, limits.per_day), (every, 7 * D, limits.per_week), (every, 30 * D, limits.per_month),
        (texts, 7 * D, limits.sms_per_week), (texts, 30 * D, limits.sms_per_month),
    ):  # fmt: skip
        for end in ats:
            assert sum(end - window < at <= end for at in ats) <= most


@given(st.lists(st.integers(0, 40 * 24 * 60), max_size=10), st.sampled_from(["email", "sms"]))
def test_no_earlier_open_instant_would_have_been_free(ages, channel):
    recent = tuple(sent(NOON - minutes * timedelta(minutes=1), channel) for minutes in sorted(ages, reverse=True))
    asked = {"recent": recent, "channel": channel, "useful_until": NOON + 90 * D, "country": "JP"}
    verdict = budget(facts(**asked))
    if not isinstance(verdict, Later):
        return
    assert isinstance(budget(facts(now=verdict.at, **asked)), Allow)
    just_before = facts(now=verdict.at - timedelta(minutes=1), **asked)
    assert judge(RULES, just_before)[0] != ALLOW


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_recent_messages_does_not_matter(order):
    recent = (sent(NOON - 6 * D), sent(NOON - 2 * D))[::order]
    assert budget(facts(recent=recent)) == Later(NOON + 1 * D, "budget")
