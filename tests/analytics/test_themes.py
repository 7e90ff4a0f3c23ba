"""What people write about."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.analytics.themes import topics, topics_in


def words(told, most=12):
    return [(one.words, one.texts) for one in topics(told, most)]


def test_a_topic_is_what_several_texts_have_and_counts_once_a_text():
    told = [(2, "Delivery late, delivery late!"), (4, "The DELIVERY was slow"), (10, "Lovely jumper")]
    (found,) = topics(told)
    assert (found.words, found.texts, found.score, found.others) == ("delivery", 2, 3.0, 10.0)


def test_two_words_that_always_go_together_are_one_topic():
    told = [(None, "Customs fees!"), (None, "customs fees again"), (None, "no fees")]
    assert words(told) == [("fees", 3), ("customs fees", 2)]


@pytest.mark.parametrize(
    "text", ["and the with", "nicht aber sehr", "mais très pour", "pero también está", "a 1 22", "🎉 …", ""]
)
def test_words_that_say_nothing_are_no_topics(text):
    assert topics_in(text) == frozenset()


@pytest.mark.parametrize("text", ["größe", "l’ourlet", "tamaño", "ткань", "مقاس"])
def test_words_of_any_writing_are_topics(text):
    assert topics_in(text)


def test_a_sign_parts_neighbours():
    assert "wool quick" not in topics_in("Lovely wool, quick delivery")
    assert {"lovely wool", "quick delivery"} <= topics_in("Lovely wool, quick delivery")


def test_where_nobody_has_a_score_there_is_none():
    assert [(one.score, one.others) for one in topics([(None, "sizing"), (None, "sizing")])] == [(None, None)]


SAID = st.lists(st.sampled_from(["sizing", "the", "small", "late", "12", "Größe"]), max_size=6).map(" ".join)


@settings(deadline=None)  # the first example also pays for imports
@given(st.lists(st.tuples(st.none() | st.integers(0, 10), SAID), max_size=20), st.randoms())
def test_the_order_of_the_texts_changes_nothing(told, chance: random.Random):
    mixed = list(told)
    chance.shuffle(mixed)
    assert words(told) == words(mixed)
    for one in topics(told):
        assert sum(one.words in topics_in(text) for _score, text in told) == one.texts
