"""The purse of points of one shop: it never spends what is not there, and never waits without need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugin.platform.points import BACKGROUND_KEEPS, Points, Told

costs = st.floats(1, 500)
steps = st.lists(st.tuples(st.floats(0, 5), costs, st.booleans()), max_size=60)


@given(steps, st.floats(500, 20_000), st.floats(1, 1000))
def test_what_is_granted_never_exceeds_bucket_and_refill(asked, most, rate):
    """The shop's own leaky bucket, kept beside, never goes below zero."""
    points, level, now, open_costs = Points(most, rate), most, 0.0, []
    for gap, cost, is_answered in asked:
        now += gap
        level = min(most, level + rate * gap)
        if points.take(cost, now) == 0.0:
            level -= cost
            assert level >= -1e-3
            open_costs.append(cost)
        if is_answered and open_costs:
            points.settle(open_costs.pop(0), now, Told(most, max(0.0, level), rate, None))


@given(steps, st.floats(500, 20_000), st.floats(1, 1000), st.sampled_from([0.0, BACKGROUND_KEEPS]))
def test_whoever_waits_as_long_as_told_is_served(asked, most, rate, keep):
    points, now = Points(most, rate), 0.0
    for gap, cost, _ in asked:
        now += gap
        wait = points.take(cost, now, keep)
        if wait:
            assert wait <= most / rate + 1e-6
            now += wait + 1e-6
            assert points.take(cost, now, keep) == 0.0
        points.settle(cost, now)


@given(steps)
def test_background_work_never_touches_the_merchants_share(asked):
    points, level, now = Points(2000, 100), 2000.0, 0.0
    for gap, cost, _ in asked:
        now += gap
        level = min(2000.0, level + 100 * gap)
        if points.take(cost, now, BACKGROUND_KEEPS) == 0.0:
            level -= cost
            points.settle(cost, now)
            assert level >= 2000 * BACKGROUND_KEEPS - 1e-3


@given(steps, steps)
def test_one_shops_spending_changes_nothing_for_another(mine, others):
    def waits(quiet: bool) -> list[float]:
        here, there, now, found = Points(800, 10), Points(800, 10), 0.0, []
        if not quiet:
            for _, cost, _ in others:
                there.take(cost, now)
        for gap, cost, _ in mine:
            now += gap
            found.append(here.take(cost, now))
        return found

    assert waits(quiet=True) == waits(quiet=False)


def test_a_question_dearer_than_the_bucket_goes_when_it_is_full():
    points = Points(100, 10)
    assert points.take(150, 0.0, BACKGROUND_KEEPS) == 0.0
    points.settle(150, 0.0)
    assert points.take(150, 1.0) > 0.0


def test_what_the_shop_says_counts_more_than_our_sum():
    points = Points(2000, 100)
    assert points.take(10, 0.0) == 0.0
    points.settle(10, 0.0, Told(most=2000, available=4, rate=2, cost=10))
    assert points.take(10, 0.0) == 3.0


@given(st.floats(600, 40_000), st.floats(1, 2000), steps)
def test_a_bucket_of_another_size_is_known_after_the_first_answer(most, rate, asked):
    points, level, now = Points(), most, 0.0
    for gap, cost, _ in [(0.0, 10.0, True), *asked]:
        now += gap
        level = min(most, level + rate * gap)
        if points.take(cost, now) == 0.0:
            level -= cost
            assert level >= -1e-3
            points.settle(cost, now, Told(most, max(0.0, level), rate, cost))
    now += most / rate + 1
    assert points.take(most, now) < 1e-6, "a larger bucket is used to the full"


def test_a_shut_shop_is_not_asked_before_its_time_and_clocks_may_stand_still():
    points = Points()
    points.shut(7.0)
    points.shut(3.0)
    assert points.take(1, 5.0) == 2.0
    assert points.take(1, 5.0) == 2.0
    assert points.take(1, 7.0) == 0.0
