"""Merchants read the admin in their own language: every page of it, its forms' complaints, its dates and amounts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from admin_routes import admin_rules, doings
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired

from ui.catalogues import texts
from ui.forms import Form
from ui.i18n import DEFAULT, LANGUAGES

TRANSLATED = [code for code in LANGUAGES if code != DEFAULT]


class Meeting(Form):
    place = DateField(validators=[InputRequired()])
    day = DateField()
    time = TimeField()
    tables = SelectMultipleField(choices=[("1", "One")])


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_shows_an_english_text_of_the_catalogue(staff, world, language):
    world.order("jumper")
    world.spin(hours=1)
    english = _english()
    for place in _places(staff, world):
        answer = staff.get(place, query_string={"locale": language})
        assert f'<html lang="{language}" dir="ltr">' in answer.text, place
        assert [text for text in english if text in answer.text] == [], place


@pytest.mark.parametrize(
    ("language", "complaints"),
    [
        ("de", ("Dieses Feld wird benötigt.", "Kein gültiges Datum.", "Keine gültige Uhrzeit.", "„2“ steht")),
        ("fr", ("Ce champ est requis.", "N'est pas une date valide.", "Cette heure n’est pas valable.", "« 2 »")),
        ("es", ("Este campo es obligatorio.", "No es una fecha válida.", "Esta hora no es válida.", "«2»")),
    ],
)
def test_what_forms_say_by_themselves_is_translated(staff, language, complaints):
    with staff.app.test_request_context(f"/app/?locale={language}"):
        form = Meeting(MultiDict({"place": "", "day": "soon", "time": "late", "tables": "2"}))
        assert not form.validate()
        for field, said in zip(("place", "day", "time", "tables"), complaints, strict=True):
            assert form.complaints[field].startswith(said)


@pytest.mark.parametrize(
    ("language", "day", "amount", "count"),
    [
        ("de", "02.03.2026", "12.345,67 €", "12.345,5"),
        ("fr", "2 mars 2026", "12 345,67 €", "12 345,5"),
        ("es", "2 mar 2026", "12.345,67 €", "12.345,5"),
        ("en", "Mar 2, 2026", "€12,345.67", "12,345.5"),
    ],
)
def test_dates_and_amounts_are_written_as_in_that_language(staff, language, day, amount, count):
    filters = staff.app.jinja_env.filters
    with staff.app.test_request_context(f"/app/?locale={language}"):
        assert filters["day"](datetime(2026, 3, 2, tzinfo=UTC)) == day
        assert _plain(filters["money"](1234567, "EUR")) == amount
        assert _plain(filters["number"](12345.5)) == count


def _places(staff, world):
    """Every page of the admin; of a flow, a message and a customer one of each."""
    message = world.outbox()[0]
    known = {"name": "thank_you", "flow": "thank_you", "step": 0, "language": "en", "user_id": "42",
             "kind": "loox-reviews"}  # fmt: skip
    for rule in admin_rules(staff.app):
        if "GET" not in doings(rule):
            continue
        ids = {"id": message.customer_id if "customer" in rule.rule else message.id, **known}
        with staff.app.test_request_context():
            place = rule.build({name: ids[name] for name in rule.arguments})[1]
        if staff.get(place).mimetype == "text/html":
            yield place


def _english():
    """The texts of the catalogues that are long enough to be no other language's word."""
    every = [one.id if isinstance(one.id, str) else one.id[0] for one in texts() if one.id]
    return [part for text in every for part in re.split(r"%\(\w+\)[sr]", text) if len(part.split()) > 2]


def _plain(text):
    return re.sub(r"\s", " ", text)
