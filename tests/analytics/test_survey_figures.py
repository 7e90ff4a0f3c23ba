"""The figures of surveys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.analytics.surveys import LEAST, LEAST_OF_MEAN, figure, nps, wilson
from plugin.model.survey import SurveyKind

scores = st.lists(st.integers(0, 10), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("given_scores", "score"), [([10, 9], 100), ([0, 6], -100), ([7, 8], 0), ([10, 10, 7, 3], 25), ([9, 6], 0)]
)
def test_the_score_is_promoters_less_detractors(given_scores, score):
    assert nps(given_scores).value == score


@given(scores)
def test_the_interval_has_a_width_and_stays_on_the_scale(some):
    found = nps(some)
    assert -100 <= found.low < found.high <= 100


@given(scores)
def test_more_answers_of_the_same_kind_are_surer(some):
    once, often = nps(some), nps(some * 10)
    assert often.high - often.low < once.high - once.low
    assert often.value == pytest.approx(once.value)


@pytest.mark.parametrize("kind", [SurveyKind.NPS, SurveyKind.CSAT, SurveyKind.GOING, SurveyKind.CES])
def test_few_answers_are_no_figure_yet(kind):
    least = LEAST_OF_MEAN if kind is SurveyKind.CES else LEAST
    assert figure(kind, [1, 3] * least) is not None
    assert figure(kind, [3] * (least - 1)) is None


def test_who_gives_four_or_five_is_satisfied():
    found = figure(SurveyKind.CSAT, [5, 4, 4, 3, 1] * 4)
    assert (found.value, found.unit) == (60, "percent")
    assert (round(found.low, 1), round(found.high, 1)) == (38.7, 78.1)  # Wilson, 12 of 20


def test_effort_is_a_mean():
    found = figure(SurveyKind.CES, [6, 7] * 20)
    assert (found.value, found.unit) == (6.5, "mean")
    assert 6.3 < found.low < 6.5 < found.high < 6.7


@given(st.integers(1, 500), st.floats(0, 1))
def test_a_share_lies_within_its_interval(count, part):
    some = round(part * count)
    low, high = wilson(some, count)
    assert 0 <= low <= 100 * some / count + 1e-9
    assert 100 * some / count - 1e-9 <= high <= 100
