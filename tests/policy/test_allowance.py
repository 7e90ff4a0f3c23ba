from datetime import timedelta

import pytest
from policy_world import NOON, facts

from plugin.policy.allowance import allowance
from plugin.policy.rules import RULES
from plugin.policy.verdict import ALLOW, Later, judge

H, D = timedelta(hours=1), timedelta(days=1)


def test_with_room_in_the_tariff_everything_goes():
    assert allowance(facts()) == ALLOW


@pytest.mark.parametrize("kind", ["service", "feedback"])
def test_what_is_no_promotion_goes_although_the_tariff_is_used_up(kind):
    assert allowance(facts(purpose=kind, used_up_until=NOON + 9 * D)) == ALLOW


def test_promotion_waits_and_asks_again_within_the_hour_so_that_a_larger_tariff_lets_it_go():
    assert allowance(facts(used_up_until=NOON + 9 * D)) == Later(NOON + H, "allowance")


def test_promotion_goes_as_soon_as_the_next_month_begins():
    assert allowance(facts(used_up_until=NOON + H / 2)) == Later(NOON + H / 2, "allowance")


def test_the_trace_says_that_the_tariff_holds_it():
    verdict, trace = judge(RULES, facts(used_up_until=NOON + 9 * D))
    assert verdict == Later(NOON + H, "allowance")
    assert (trace[-1].rule, trace[-1].verdict) == ("allowance", "later")
