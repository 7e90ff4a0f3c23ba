"""Every flow speaks every language, says the same things in it, and ends with a way out."""

import re
from dataclasses import replace
from importlib.resources import files

import pytest
from composing import BASE, PURPOSES, context
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.compose.languages import LANGUAGES, direction, language_of, locale_in
from plugin.compose.message import Email, Links, Sms
from plugin.compose.phrases import phrases
from plugin.compose.render import compose
from plugin.compose.sms import Encoding, encoding_of
from plugin.compose.source import FIELDS
from plugin.compose.template import shipped, shipped_source
from plugin.compose.values import end_words
from plugin.events import Channel, Purpose
from plugin.flows.registry import FLOWS

FOREIGN = [language for language in LANGUAGES if language != "en"]
TEXTS = [(flow, step) for flow in FLOWS for step in ((0, 1) if flow in {"vip_code", "review_request"} else (0,))]


def mail(flow: str, language: str, **changes: object) -> Email:
    made = compose(context(flow, lang=language, locale=language, **changes))
    assert isinstance(made, Email)
    return made


def text_message(flow: str, language: str, **changes: object) -> Sms:
    made = compose(context(flow, lang=language, locale=language, channel=Channel.SMS, **changes))
    assert isinstance(made, Sms)
    return made


def variables(source: str) -> set[str]:
    return set(re.findall(r"\b(?:order|code|shop|links|suggestions\[0\])\.\w+|\bfirst_name\b", source))


def test_every_language_has_the_same_files():
    folders = {
        language: {file.name for file in files("plugin.compose").joinpath("templates", language).iterdir()}
        for language in LANGUAGES
    }
    assert all(names == folders["en"] for names in folders.values())
    assert {name.split(".")[0] for name in folders["en"]} == {*FLOWS, "phrases"}


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize(("flow", "step"), TEXTS)
def test_a_translation_names_the_same_variables(flow, step, language):
    english, foreign = shipped_source(flow, "en", step), shipped_source(flow, language, step)
    for field in FIELDS:
        assert variables(getattr(foreign, field)) == variables(getattr(english, field)), field
    assert re.findall(r"\{(?:button|code|items|suggestions)\}", foreign.body) == re.findall(
        r"\{(?:button|code|items|suggestions)\}", english.body
    )
    assert foreign.body != english.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "step"), TEXTS)
def test_every_flow_renders_in_every_language_and_offers_the_way_out(flow, step, language):
    made, sms = mail(flow, language, step=step), text_message(flow, language, step=step)
    assert f'<html lang="{language}" dir="ltr"' in made.html
    assert made.html.count('class="button-link"') == 1
    said = phrases(language)
    assert said.why(PURPOSES[flow], "Blue Jumps") in made.text
    is_service = PURPOSES[flow] is Purpose.SERVICE
    assert sms.text.endswith(" " + said.opt_out) is not is_service
    assert (f"{said.unsubscribe}{said.colon}{BASE}/s/unsubscribe/u" in made.text) is not is_service
    assert sms.segments.count <= (1 if is_service else 2)
    assert sms.segments.encoding is Encoding.GSM7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "step"), TEXTS)
def test_without_a_name_no_language_leaves_a_hole(flow, step, language):
    made = mail(flow, language, step=step, first_name=None)
    sms = text_message(flow, language, step=step, first_name=None)
    for text in (made.subject, made.text, sms.text):
        assert not re.search(r"[ ,]{2},|None|,[!?:]|\( *\)|\[\[|\{|\}", text)
        assert text.lstrip("¡¿")[0].isupper() or text[0].isdigit()


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize(("flow", "step"), TEXTS)
def test_no_english_is_left_in_a_translation(flow, step, language):
    made = mail(flow, language, step=step)
    english = r"\b(you|your|the|order|with|off|until|because|unsubscribe|reply|thank)\b"
    shown = re.sub(r"https?://\S+|Fisherman jumper|Merino \w+|Blue Jumps", "", made.text + made.subject)
    assert not re.search(english, shown, re.IGNORECASE)


@pytest.mark.parametrize(
    ("language", "familiar"), [("de", r"\b(du|dir|dich|dein\w*)\b"), ("fr", r"\b(tu|te|toi|ton|ta|tes)\b")]
)
@pytest.mark.parametrize(("flow", "step"), TEXTS)
def test_german_and_french_keep_the_formal_address(flow, step, language, familiar):
    source = shipped_source(flow, language, step)
    for text in (source.subject, source.preheader, source.sms, source.body, *vars_of(phrases(language))):
        assert not re.search(familiar, text, re.IGNORECASE)


def vars_of(said: object) -> list[str]:
    return [getattr(said, name) for name in type(said).__dataclass_fields__]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opt_out_names_the_word_that_we_obey_and_stays_in_the_cheap_alphabet(language):
    opt_out = phrases(language).opt_out
    assert [word for word in opt_out.split() if word.isupper()] == ["STOP"]
    assert encoding_of(opt_out) is Encoding.GSM7


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.text(max_size=60), st.none()), st.sampled_from(LANGUAGES), st.sampled_from(TEXTS))
def test_no_name_adds_markup_or_takes_the_opt_out_away(name, language, text):
    flow, step = text
    made, sms = (
        mail(flow, language, step=step, first_name=name),
        text_message(flow, language, step=step, first_name=name),
    )
    assert made.html.count("<") == mail(flow, language, step=step).html.count("<")
    if PURPOSES[flow] is not Purpose.SERVICE:
        assert sms.text.endswith(phrases(language).opt_out)
    assert sms.segments.count <= 3


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (("de-AT", "en"), "de"),
        (("fr_CA",), "fr"),
        (("pl", "es-MX"), "es"),
        (("pl", "ja"), "en"),
        ((None, "", "ES"), "es"),
        ((), "en"),
    ],
)
def test_the_first_language_that_encore_writes_in_is_taken(locales, language):
    assert language_of(*locales) == language


def test_dates_follow_the_language_and_its_region_where_that_is_known():
    assert locale_in("fr", "pl", "fr-CA") == "fr-CA"
    assert locale_in("de", "pl", None) == "de"
    last = context("vip_code").date.replace(day=16, hour=23, minute=59, tzinfo=None)
    assert [end_words(last, language)[0] for language in LANGUAGES] == [
        "Monday, March 16", "Montag, 16. März", "lundi 16 mars", "lunes, 16 de marzo",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "way"), [("he", "rtl"), ("ar", "rtl"), ("fa", "rtl"), ("de", "ltr")])
def test_the_direction_is_that_of_the_script(language, way):
    assert direction(language) == way
    made = compose(context("thank_you", lang=language, locale=language, dir=direction(language)))
    assert isinstance(made, Email)
    assert f'<html lang="{language}" dir="{way}"' in made.html


def test_a_name_that_would_cost_a_fourth_text_is_left_out():
    long_link = f"{BASE}/t/{'x' * 70}"
    links = replace(context("vip_code").links, shop=long_link)
    assert isinstance(links, Links)
    named = text_message("vip_code", "en", links=links, first_name="Жанна" * 8)
    assert "Жанна" not in named.text
    assert named.text.startswith("As a VIP customer")
    assert "Жанна" in text_message("thank_you", "en", first_name="Жанна").text


def test_an_unknown_language_speaks_english():
    assert shipped("thank_you", "xx") == shipped("thank_you", "xx")
    assert "Thank you" in mail("thank_you", "xx").text
