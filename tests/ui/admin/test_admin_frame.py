"""The frame around every admin page: menu, language, scripts, and the answers that all pages share."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from ui.forms import Form, WholeNumber
from ui.i18n import language, nearest


class Sample(Form):
    name = StringField("Name", [InputRequired("Write a name.")], description="As customers know you")
    percent = WholeNumber("Percent")
    tone = SelectField("Tone", choices=[("calm", "Calm"), ("loud", "Loud")])
    sure = BooleanField("Sure")
    text = TextAreaField("Text")


def test_a_page_names_the_shop_and_marks_itself_in_the_menu(staff):
    answer = staff.get("/app/")
    assert answer.status_code == 200
    assert re.search(r'<a data-native href="/app/" aria-current="page">Home</a>', answer.text)
    assert "Pots" in answer.text


def test_a_page_speaks_the_language_of_the_admin_and_else_that_of_the_browser(staff):
    assert '<html lang="de" dir="ltr">' in staff.get("/app/?locale=de-AT").text
    assert '<html lang="en" dir="ltr">' in staff.get("/app/?locale=xx").text


def test_the_nearest_language_is_found_for_any_locale():
    assert [nearest(one) for one in ("fr-CA", "es_419", "DE", "pt-BR", "", None)] == [
        "fr",
        "es",
        "de",
        "en",
        "en",
        "en",
    ]


def test_outside_a_request_texts_are_english():
    assert language() == "en"


def test_a_form_says_by_each_field_what_to_do(staff):
    with staff.app.test_request_context("/app/"):
        form = Sample(_typed(percent="many", name=""))
        assert not form.validate()
        assert form.complaints["name"] == "Write a name."
        assert form.complaints["percent"] == "Write a whole number, such as 20."


def test_what_was_found_outside_a_form_stands_by_its_field_or_on_top(staff):
    with staff.app.test_request_context("/app/"):
        form = Sample(_typed(name="x", percent="5", tone="calm"))
        assert form.validate()
        form.complain({"percent": "At most 90.", "other": "Ask support."})
        assert form.complaints == {"percent": "At most 90."}
        assert list(form.form_errors) == ["Ask support."]


def test_every_field_has_a_native_twin_with_label_hint_and_complaint(staff):
    app = staff.app
    with app.test_request_context("/app/"):
        form = Sample(_typed(name="", percent="5", tone="loud", sure="y"))
        form.validate()
        macros = app.jinja_env.get_template("admin/macros.html").module
        shown = {field.name: str(macros.field(field)) for field in form.visible()}
    assert 'label="Name"' in shown["name"]
    assert 'error="Write a name."' in shown["name"]
    assert 'aria-invalid="true"' in shown["name"]
    assert 'aria-describedby="name-hint name-problem"' in shown["name"]
    assert "<s-number-field" in shown["percent"]
    assert '<option selected value="loud">' in shown["tone"]
    assert "<s-switch" in shown["sure"]
    assert "<s-text-area" in shown["text"]
    assert all(html.count('name="' + name) == 2 for name, html in shown.items()), "once for Polaris, once in the twin"


def _typed(**values):
    return MultiDict(values)


def test_dates_and_money_are_written_as_the_reader_writes_them(staff):
    filters = staff.app.jinja_env.filters
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with staff.app.test_request_context("/app/?locale=de"):
        assert filters["moment"](at, "Europe/Berlin") == "02.03.2026, 00:30"
        assert filters["money"](123456, "EUR").replace("\xa0", " ") == "1.234,56 €"
        assert filters["money"](500, "JPY").replace("\xa0", " ") == "500 ¥"
        assert filters["number"](12345.5) == "12.345,5"
    with staff.app.test_request_context("/app/?locale=en"):
        assert filters["day"](at, "America/New_York") == "Mar 1, 2026"
        assert filters["clock"](None) == filters["money"](None, "EUR") == ""
