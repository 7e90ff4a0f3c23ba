"""A shop's own colour can be read, on light paper and on dark."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from composing import context
from hypothesis import given
from hypothesis import strategies as st

from plugin.compose.colors import READABLE, contrast, in_the_dark, is_readable
from plugin.compose.message import Email
from plugin.compose.render import compose

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#abcdef", "#abcdef", 1)]
)
def test_contrast_is_what_the_guideline_says(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLORS)
def test_its_twin_can_be_read_in_the_dark(color):
    assert contrast(in_the_dark(color), "#28221e") >= READABLE


@pytest.mark.parametrize(("color", "readable"), [("#9a3f24", True), ("#0000ff", True), ("#ffcc00", False)])
def test_a_light_colour_is_no_ground_for_white_letters(color, readable):
    assert is_readable(color) is readable


def test_a_mail_wears_the_colour_and_the_logo_of_the_shop():
    facts = context("vip_code")
    logo = "https://cdn.example.com/a.png?x=1&y=2"
    mail = compose(replace(facts, shop=replace(facts.shop, accent="#0b3d91", logo=logo)))
    assert isinstance(mail, Email)
    assert "#9a3f24" not in mail.html
    assert re.search(r'<td[^>]+style="[^"]*background-color: #0b3d91', mail.html)
    assert f"color: {in_the_dark('#0b3d91')} !important" in mail.html
    assert f'<img src="{logo.replace("&", "&amp;")}" alt="{facts.shop.name}"' in mail.html


def test_a_logo_that_is_no_picture_address_leaves_the_name():
    facts = context("vip_code")
    mail = compose(replace(facts, shop=replace(facts.shop, logo="javascript:alert(1)")))
    assert isinstance(mail, Email)
    assert "javascript" not in mail.html
    assert f">{facts.shop.name}<" in mail.html
