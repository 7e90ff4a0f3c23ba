"""What a mail says about a suggested product: stars and count where they prove something, and a quote beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from composing import context

from plugin.compose.message import Email
from plugin.compose.render import compose

PRAISE = "It goes with everything I have, and it never itches."


def mail(lang="en", **changes):
    suggested = replace(context("cross_sell").suggestions[0], **changes)
    made = compose(context("cross_sell", lang=lang, locale=lang, suggestions=(suggested,)))
    assert isinstance(made, Email)
    return made


def test_a_mail_shows_stars_and_count_and_the_quote():
    made = mail(rating="4.6", reviews=38, quote=PRAISE)
    for text in (made.text, made.html):
        assert "4.6★ (38)" in text
        assert f"A buyer writes: “{PRAISE}”" in text


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es"])
def test_nothing_is_shown_where_nothing_is_proved(lang):
    for changes in ({}, {"quote": PRAISE}):
        made = mail(lang, **changes)
        assert "★" not in made.text + made.html
        assert PRAISE not in made.text + made.html
    assert PRAISE in mail(lang, rating="4,6", reviews=38, quote=PRAISE).text


@pytest.mark.parametrize(
    "quote", ["<script>alert(1)</script> it is so warm, really", "{{ 7 | times: 7 }} is what I say"]
)
def test_a_quote_stays_text(quote):
    made = mail(rating="4.6", reviews=3, quote=quote)
    assert "<script" not in made.html
    assert quote in made.text


def test_a_quote_that_an_inbox_would_turn_into_a_link_is_left_out():
    made = mail(rating="4.6", reviews=3, quote="I like it, and also evil.example is worth it")
    assert "evil.example" not in made.text + made.html
    assert "4.6★ (3)" in made.text
