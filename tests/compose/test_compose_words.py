"""Cleaning names and titles."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.compose.words import clean, cut, first_name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (None, None),
        ("", None),
        ("    ", None),
        ("\u200b\u2060\ufeff", None),
        ("\u3164\u2800", None),
        ("Ada\r\nBcc: evil@example.com", "Ada Bcc: evil@example.com"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Zoe\u0308", "Zoë"),
        ("  John \t Paul ", "John Paul"),
        ("\u0301John", "John"),
        ("<b>[x](http://evil)", "<b>[x](http://evil)"),
        ("A" * 10_000, "A" * 40),
        ("é" * 10_000, "é" * 40),
    ],
)
def test_a_first_name_is_one_visible_line_or_nothing(written, shown):
    assert first_name(written) == shown


def test_a_cut_never_ends_inside_a_character():
    assert cut("ab\u0323\u0300c", 3) == "a"
    assert cut("x👍🏽", 2) == "x"
    assert cut("🇬🇧🇫🇷", 3) == "🇬🇧"
    assert cut("abc", 3) == "abc"


@given(st.text(max_size=200))
def test_what_is_cleaned_is_clean(text):
    shown = clean(text, 40)
    if shown is None:
        return
    assert 0 < len(shown) <= 40
    assert shown == shown.strip()
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in shown)
    assert clean(shown, 40) == shown
