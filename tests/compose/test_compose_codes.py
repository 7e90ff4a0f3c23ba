"""The text of discount codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.compose.codes import ALPHABET, birthday_prefix, code_text


def test_a_code_is_its_prefix_and_eight_clear_signs():
    code = code_text(b"key", "m1", "VIPCUSTOMER")
    assert re.fullmatch(r"VIPCUSTOMER-[2-9A-HJ-NP-Z]{8}", code)
    assert len(set(ALPHABET)) == 32


def test_a_code_depends_on_message_and_key_alone():
    assert code_text(b"key", "m1", "V") == code_text(b"key", "m1", "V")
    assert len({code_text(b"key", f"m{n}", "V") for n in range(2000)}) == 2000
    assert code_text(b"key", "m1", "V") != code_text(b"other", "m1", "V")


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("John", "BDAYJOHN"),
        ("Zoë", "BDAYZOE"),
        ("Łukasz Ærø", "BDAYLUKASZAERO"),
        ("Straße", "BDAYSTRASSE"),
        ("O'Neil-Smith", "BDAYONEILSMITH"),
        ("Maximiliana-Theodora", "BDAYMAXIMILIANAT"),
        ("李雷", "BDAY"),
        (None, "BDAY"),
        ("\r\n😀", "BDAY"),
    ],
)
def test_a_birthday_prefix_is_spelled_in_plain_letters(name, prefix):
    assert birthday_prefix(name) == prefix


@given(st.text())
def test_any_name_gives_a_usable_prefix(name):
    assert re.fullmatch(r"BDAY[A-Z]{0,12}", birthday_prefix(name))
