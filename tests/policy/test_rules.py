from datetime import UTC, datetime, timedelta

import pytest
from policy_world import NOON, facts, said, sent

from plugin.policy.address import address
from plugin.policy.burst import burst
from plugin.policy.case_open import case_open
from plugin.policy.pause import pause
from plugin.policy.rules import RULES
from plugin.policy.stale import stale
from plugin.policy.suppression import suppression
from plugin.policy.verdict import ALLOW, Judged, Later, Skip, judge


def thanks(n, at=NOON, channel="email"):
    return sent(at, channel, "service", "thank_you", f"order:{n}")


def test_a_message_with_everything_in_order_passes_every_rule():
    verdict, trace = judge(RULES, facts())
    assert verdict == ALLOW
    assert [line.rule for line in trace] == [
        "pause", "stale", "address", "suppression", "consent", "case_open", "burst", "quiet_hours", "budget",
        "allowance", "discount_budget",
    ]  # fmt: skip
    assert {line.verdict for line in trace} == {"allow"}


def test_the_first_no_ends_the_questions_and_the_trace():
    verdict, trace = judge(RULES, facts(consent=said("unsubscribed"), recent=(sent(NOON),)))
    assert verdict == Skip("unsubscribed")
    assert trace[-1] == Judged("consent", "skip", "unsubscribed")


def test_what_can_never_go_is_not_held_for_the_morning():
    night = datetime(2026, 6, 10, 23, 0, tzinfo=UTC)
    assert judge(RULES, facts(now=night, consent=None))[0] == Skip("no_consent")


@pytest.mark.parametrize("kind", ["service", "feedback", "promotional"])
@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=3)])
def test_stale_messages_expire(kind, late):
    """After a stop or a jump of the clock: what outlived its use goes never, whatever the hour."""
    for hour in range(24):
        now = NOON + timedelta(hours=hour)
        asked = facts(now=now, purpose=kind, due_at=now - timedelta(days=4), useful_until=now - late)
        assert judge(RULES, asked)[0] == Skip("stale")


def test_a_message_is_useful_until_the_very_last_moment():
    assert stale(facts(useful_until=NOON + timedelta(microseconds=1))) == ALLOW


def test_a_paused_shop_asks_again_in_a_minute():
    assert pause(facts(paused_at=NOON - timedelta(days=2))) == Later(NOON + timedelta(seconds=60), "paused")


def test_an_uninstalled_shop_sends_nothing_even_if_paused():
    assert pause(facts(is_installed=False, paused_at=NOON)) == Skip("uninstalled")


@pytest.mark.parametrize("kind", ["service", "feedback", "promotional"])
def test_a_suppressed_address_gets_nothing_of_any_kind(kind):
    assert judge(RULES, facts(purpose=kind, suppressed="complained"))[0] == Skip("complained")
    assert suppression(facts(suppressed="some provider's word")) == Skip("suppressed")


def test_without_a_usable_address_nothing_goes():
    assert address(facts(address_problem="bad_phone")) == Skip("bad_phone")
    assert address(facts(address_problem="unheard of")) == Skip("bad_address")
    assert address(facts()) == ALLOW


def test_the_sixth_order_of_a_day_is_a_burst():
    asked = {"flow": "thank_you", "purpose": "service", "about": "order:9"}
    five = tuple(thanks(n) for n in range(1, 6))
    assert burst(facts(**asked, recent=five[:4])) == ALLOW
    assert burst(facts(**asked, recent=five)) == Skip("burst")


def test_the_mail_and_the_text_about_one_order_count_once():
    asked = {"flow": "thank_you", "purpose": "service", "about": "order:4"}
    both = tuple(thanks(n, channel=channel) for n in range(1, 5) for channel in ("email", "sms"))
    assert burst(facts(**asked, recent=both)) == ALLOW


def test_a_burst_ends_with_the_customer_s_day():
    asked = {"flow": "thank_you", "purpose": "service", "about": "order:9", "zones": ("Asia/Tokyo",)}
    before_midnight = datetime(2026, 6, 10, 14, 59, tzinfo=UTC)
    five = tuple(thanks(n, before_midnight) for n in range(1, 6))
    assert burst(facts(**asked, now=before_midnight, recent=five)) == Skip("burst")
    assert burst(facts(**asked, now=before_midnight + timedelta(minutes=1), recent=five)) == ALLOW


def test_other_flows_and_other_purposes_do_not_burst():
    five = tuple(thanks(n) for n in range(1, 6))
    assert burst(facts(flow="shipment", purpose="service", about="order:9", recent=five)) == ALLOW
    assert burst(facts(flow="thank_you", purpose="feedback", about="order:9", recent=five)) == ALLOW


@pytest.mark.parametrize("state", ["unsubscribed", "not_subscribed", None])
def test_without_a_yes_a_number_gets_no_text_at_all(state):
    answer = said(state) if state else None
    for kind in ("service", "feedback", "promotional"):
        asked = facts(country="US", channel="sms", purpose=kind, consent=answer, address_consent=answer)
        assert isinstance(judge(RULES, asked)[0], Skip)


@pytest.mark.parametrize(
    ("purpose", "verdict"),
    [("service", ALLOW), ("feedback", ALLOW), ("promotional", Later(NOON + timedelta(days=1), "case_open"))],
)
def test_an_open_case_holds_promotion_alone(purpose, verdict):
    """Feedback is postponed by its flows, so that a case never ends it."""
    assert case_open(facts(purpose=purpose, case_opened_at=NOON - timedelta(days=3))) == verdict
    assert case_open(facts(purpose=purpose)) == ALLOW


def test_a_case_that_closes_on_the_last_day_still_lets_the_message_go():
    last_day = facts(case_opened_at=NOON, useful_until=NOON + timedelta(days=1))
    assert case_open(last_day) == Later(NOON + timedelta(hours=1), "case_open")
