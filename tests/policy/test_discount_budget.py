from datetime import timedelta

from policy_world import NOON, facts

from plugin.policy.discount_budget import discount_budget
from plugin.policy.rules import RULES
from plugin.policy.verdict import ALLOW, Discount, Later, judge

H, MONTH_ENDS = timedelta(hours=1), NOON + timedelta(days=9)


def test_without_a_code_or_a_budget_nothing_waits():
    assert discount_budget(facts()) == ALLOW


def test_a_code_that_fits_to_the_last_penny_goes():
    assert discount_budget(facts(discount=Discount(500, 500, MONTH_ENDS))) == ALLOW


def test_a_code_that_is_too_much_asks_again_every_hour_until_the_month_is_over():
    assert discount_budget(facts(discount=Discount(501, 500, MONTH_ENDS))) == Later(NOON + H, "discount_budget")
    soon = Discount(501, 500, NOON + H / 2)
    assert discount_budget(facts(discount=soon)) == Later(NOON + H / 2, "discount_budget")


def test_it_is_asked_last_and_stands_in_the_trace():
    verdict, trace = judge(RULES, facts(discount=Discount(2, 1, MONTH_ENDS)))
    assert verdict == Later(NOON + H, "discount_budget")
    assert (trace[-1].rule, trace[-1].verdict) == ("discount_budget", "later")
