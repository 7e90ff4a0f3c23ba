"""What speaks for advertising or a copy, and what does not: plain words of customers carry no hint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.hints import MOST_IN_HOUR, SHORTEST, Hint, comparable, crowded, hints_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", [
    "Warm, soft, and it fits. I am 1.80 m and wear a 42, my wife takes 38 or 40.",
    "Ordered on 2026-02-01 at 10:00, here on 04.02.2026. Price was 1.299,00 €, now 999.",
    "Sehr schön.Passt gut zu meiner Hose, Größe M (38/40).",
    "Not what I hoped for: the seam opened after 3 days!!! Never again...",
    "OK!", "", "Muy bonito, pero la talla 44 es pequeña.", "I LOVE it, the BEST I ever had and so quick to get here",
    "Sooo cosy, the kids fight over it", "The EAN is 4006381333931", "暖かくて柔らかいです。とても気に入りました。",
    "5 stars for the jumper, 4 for the parcel. No. 1 in my wardrobe, e.g. with jeans.",
])  # fmt: skip
def test_what_customers_usually_write_carries_no_hint(text):
    assert hints_in("", text) == ()


@pytest.mark.parametrize(("text", "hint"), [
    ("Cheaper at https://shop.example/x", Hint.LINK), ("see www.example.org", Hint.LINK),
    ("buy at best-jumpers.com", Hint.LINK), ("more on bit.ly/3xyz", Hint.LINK), ("HTTP://EXAMPLE.ORG", Hint.LINK),
    ("write to ada@example.com", Hint.CONTACT), ("Call +44 7700 900123 now", Hint.CONTACT),
    ("ruf an: 0171/1234567", Hint.CONTACT), ("06 12 34 56 78", Hint.CONTACT), ("(0)20 7946 0018", Hint.CONTACT),
    ("415-555-2671", Hint.CONTACT), ("llama al 612 345 678", Hint.CONTACT),
    ("THIS IS THE WORST JUMPER I EVER HAD", Hint.CAPITALS), ("ДУЖЕ ТЕПЛИЙ І М'ЯКИЙ СВЕТР", Hint.CAPITALS),
    ("goooooooood", Hint.REPEATS), ("great!!!!!!!!", Hint.REPEATS), ("good good good Good good", Hint.REPEATS),
])  # fmt: skip
def test_each_rule_says_what_it_found(text, hint):
    assert hints_in("", text) == (hint,)
    assert hints_in(text, "Warm and soft, and it fits.") == (hint,) or hint is Hint.CAPITALS


def test_an_address_is_no_link_and_both_are_told_apart():
    assert hints_in("", "ada@example.com or example.com") == (Hint.LINK, Hint.CONTACT)


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_gets_hints_of_its_words_alone_and_each_once(text, title):
    found = hints_in(title, text)
    assert len(set(found)) == len(found)
    assert {Hint.TWIN, Hint.CROWD}.isdisjoint(found)


def test_texts_are_compared_without_case_spaces_and_signs():
    written = "Warm, soft – and it FITS perfectly!"
    assert comparable(written) == comparable("warm soft\n and it   fits perfectly")
    assert comparable(written) != comparable("warm soft and it fits badly")


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_short_texts_are_alike_by_chance_and_not_compared(text):
    found = comparable(text)
    assert found is None or len(found) >= SHORTEST
    assert comparable(text.upper()) == found


def written(*minutes):
    return [(f"r{place}", place, NOON + timedelta(minutes=at)) for place, at in enumerate(minutes)]


def test_as_many_as_one_request_asks_about_are_no_crowd():
    assert crowded(written(*[0] * MOST_IN_HOUR)) == frozenset()
    assert crowded(written(0, 30, 61, 90, 121, 150)) == frozenset()


def test_one_more_within_an_hour_makes_all_of_them_a_crowd():
    assert crowded(written(0, 10, 20, 30, 40, 59, 300)) == {f"r{place}" for place in range(6)}


def test_one_product_reviewed_often_is_no_crowd():
    assert crowded([(f"r{n}", 1, NOON) for n in range(9)]) == frozenset()


@given(st.lists(st.integers(0, 600), max_size=15))
def test_a_crowd_is_found_in_any_order(minutes):
    rows = written(*minutes)
    assert crowded(rows) == crowded(list(reversed(rows)))
