"""Shoppers read the pages in the language they are written to in, else in the shop's."""

from __future__ import annotations

import re

import pytest
from flask import render_template

from plugin.model.customer import Customer
from plugin.model.shop import Shop
from ui.catalogues import texts
from ui.i18n import DEFAULT, LANGUAGES

PAGES = ("unsubscribe", "preferences", "review")
TRANSLATED = [code for code in LANGUAGES if code != DEFAULT]


def speaks(world, customer=None, shop="en"):
    world.change(Customer, 7, locale=customer)
    with world.here.database.write(world.shop.id) as session:
        session.query(Shop).where(Shop.id == world.shop.id).update({"locale": shop})


def language_of(answer):
    return re.search(r'<html lang="(\w+)" dir="(\w+)">', answer.text).groups()


@pytest.mark.parametrize(
    ("customer", "shop", "language"),
    [
        ("de-AT", "fr", "de"),
        ("es_MX", "en", "es"),
        (None, "fr-CA", "fr"),
        ("pt-BR", "es", "es"),
        ("pt-BR", "ja", "en"),
    ],
)
def test_a_page_speaks_the_customers_language_and_else_the_shops(world, customer, shop, language):
    speaks(world, customer, shop)
    for page in PAGES:
        answer = world.browser.get(world.link(page), headers={"Accept-Language": "ja, en"})
        assert language_of(answer) == (language, "ltr")


def test_an_austrian_is_asked_in_german(world):
    speaks(world, "de-AT")
    assert "Abmelden</button>" in world.browser.get(world.link("unsubscribe")).text


def test_complaints_about_a_review_are_in_the_customers_language(world):
    speaks(world, "fr")
    answer = world.browser.post(world.link("review"), data={"stars-51": "5", "text-51": "x" * 5001})
    said = re.sub(r"\s", " ", answer.text)
    assert "Raccourcissez le texte à 5 000 caractères ; il en a 5 001." in said


def test_a_page_that_went_wrong_speaks_the_language_of_the_browser(world):
    answer = world.browser.get("/s/review/nothing", headers={"Accept-Language": "es-ES,es;q=0.9"})
    assert answer.status_code == 404
    assert language_of(answer) == ("es", "ltr")
    assert "Este enlace no es válido" in answer.text


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_shows_an_english_text_of_the_catalogue(world, language):
    speaks(world, language)
    english = _english()
    for answer in _answers(world):
        assert language_of(answer)[0] == language
        assert [text for text in english if text in answer.text] == []


def test_a_language_written_from_right_to_left_turns_the_page(world, monkeypatch):
    monkeypatch.setattr("ui.i18n.LANGUAGES", {"en": "English", "he": "עברית"})
    speaks(world, "he")
    assert language_of(world.browser.get(world.link("review"))) == ("he", "rtl")


def test_an_incident_is_named_in_the_language_of_the_page(world):
    with world.app.test_request_context("/", headers={"Accept-Language": "de"}):
        page = render_template("problem.html", title="", text="", incident="a1b2c3d4")
    assert "nennen Sie bitte diesen Vorfall: <code>a1b2c3d4</code>" in page


def _answers(world):
    for page in PAGES:
        yield world.browser.get(world.link(page))
    yield world.browser.post(world.link("unsubscribe"), data={"choice": "leave"})
    yield world.browser.post(world.link("unsubscribe"), data={"choice": "return"})
    yield world.browser.post(world.link("preferences"), data={"email": "on", "was-email": "off"})
    yield world.browser.post(world.link("review"), data={})
    yield world.browser.post(world.link("review"), data={"stars-51": "5"})
    yield world.browser.post(world.link("unsubscribe"), data={"choice": "neither"})


def _english():
    """The texts of the catalogues that are long enough to be no other language's word."""
    every = [one.id if isinstance(one.id, str) else one.id[0] for one in texts() if one.id]
    return [part for text in every for part in re.split(r"%\(\w+\)[sr]", text) if len(part.split()) > 2]
