"""SMS text: alphabet, segments, tidying."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.compose.sms import Encoding, encoding_of, segments, tidy

THANKS = "Thank you for your purchase John! Your item will be sent out shortly – hope to hear from you again soon"


def test_the_articles_dash_costs_a_second_segment_and_tidying_saves_it():
    assert (segments(THANKS).count, segments(THANKS).encoding) == (2, Encoding.UCS2)
    assert (segments(tidy(THANKS)).count, segments(tidy(THANKS)).encoding) == (1, Encoding.GSM7)


def test_169_signs_are_two_segments_and_three_with_a_dash():
    plain = "x" * 168 + "-"
    assert segments(plain).count == 2
    assert segments(plain.replace("-", "–")).count == 3
    assert segments(tidy(plain.replace("-", "–"))).count == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" * 5, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the escape pair does not fit at 153: it moves, and pushes one over
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 66 + "😀" + "ж" * 66, 3),  # nor is a surrogate pair split
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_at_the_edges(text, count):
    assert segments(text).count == count


def by_definition(text: str) -> int:
    """Cut greedily into real payloads and count them."""
    gsm = encoding_of(text) is Encoding.GSM7
    sizes = [(2 if sign in "^{}\\[~]|€" else 1) if gsm else len(sign.encode("utf-16-be")) // 2 for sign in text]
    alone, room = (160, 153) if gsm else (70, 67)
    if sum(sizes) <= alone:
        return 1 if text else 0
    parts = [0]
    for size in sizes:
        if parts[-1] + size > room:
            parts.append(0)
        parts[-1] += size
    return len(parts)


@given(st.text(st.sampled_from("aé€[ {ж😀\n-"), max_size=400))
def test_segments_follow_the_definition(text):
    assert segments(text).count == by_definition(text)


@pytest.mark.parametrize(
    ("given_text", "tidied"),
    [
        ("“Hi” – it’s on…", '"Hi" - it\'s on...'),
        ("caf\u0065\u0301", "café"),
        ("10\u00a0% off", "10 % off"),
        ("a\r\n\r\n\r\nb \n c", "a\nb\nc"),
        ("evil\u202etxt\u200b\x00\x07", "eviltxt"),
        ("Привет – мир", "Привет – мир"),  # UCS-2 anyway: the dash may stay
    ],
)
def test_tidy_replaces_only_what_loses_nothing(given_text, tidied):
    assert tidy(given_text) == tidied


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not any(ord(sign) < 32 and sign != "\n" for sign in once)
