"""The figures of surveys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.analytics.surveys import nps, themes

scores = st.lists(st.integers(0, 10), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("given_scores", "score"), [([10, 9], 100), ([0, 6], -100), ([7, 8], 0), ([10, 10, 7, 3], 25), ([9, 6], 0)]
)
def test_the_score_is_promoters_less_detractors(given_scores, score):
    assert nps(given_scores).score == score


def test_nobody_is_no_score():
    assert nps([]) is None


@given(scores)
def test_the_interval_has_a_width_and_stays_on_the_scale(some):
    found = nps(some)
    assert -100 <= found.low < found.high <= 100
    assert found.count == len(some)


@given(scores)
def test_more_answers_of_the_same_kind_are_surer(some):
    once, often = nps(some), nps(some * 10)
    assert often.high - often.low < once.high - once.low
    assert often.score == pytest.approx(once.score)


def test_a_theme_is_a_word_that_several_people_use():
    told = [(2, "Late delivery, late!"), (4, "The DELIVERY was slow"), (10, "Lovely jumper")]
    assert [(one.word, one.people, one.score) for one in themes(told)] == [("delivery", 2, 3.0)]
