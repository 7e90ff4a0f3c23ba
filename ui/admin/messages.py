"""The message editor: what a step of a flow says in one language, as e-mail and as text message, with a preview on
real and on difficult customers, a test to one's own inbox, and every earlier version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, abort, jsonify, request, url_for
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from plugin.compose.problems import Problems
from plugin.compose.source import FIELDS, Source
from plugin.desk import texts, trying
from plugin.desk.marks import LOOKED_AT, mark_once
from plugin.desk.samples import Person
from plugin.desk.texts import TextChanged, Version
from plugin.desk.trying import Preview, Refused
from plugin.encore import Encore
from plugin.events import Channel
from plugin.texts import TextKey
from ui.admin import message_words as words
from ui.admin.answers import changed, page, refused
from ui.admin.mail_frame import framed
from ui.admin.seen import seen_list
from ui.admin.words import flow_name
from ui.doors import door, doors
from ui.forms import Form
from ui.i18n import LANGUAGES
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_messages", __name__)
_PAGE = "messages.html"
_TESTS = {"test_email": Channel.EMAIL, "test_sms": Channel.SMS}
_MOST = 30_000


class TextForm(Form):
    """One version as it is typed. Lines matter, so nothing is stripped."""

    subject = StringField(validators=[Length(max=1000)])
    preheader = StringField(validators=[Length(max=1000)])
    body = TextAreaField(validators=[Length(max=_MOST)], render_kw={"rows": 20, "spellcheck": "true"})
    sms = TextAreaField(validators=[Length(max=2000)], render_kw={"rows": 6, "spellcheck": "true"})
    to_email = StringField(render_kw={"autocomplete": "email", "inputmode": "email"})
    to_sms = StringField(render_kw={"autocomplete": "tel", "inputmode": "tel"})
    who = SelectField(validate_choice=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, label in words.fields().items():
            self[name].label.text = label

    @property
    def source(self) -> Source:
        typed = {name: (getattr(self, name).data or "").replace("\r\n", "\n") for name in FIELDS}
        return Source(**{**typed, "body": typed["body"].rstrip() + "\n"})


@pages.get("/app/messages/<flow>")
@door("admin")
def editor(flow: str) -> Response:
    key = _key(flow)
    seen_list(any(one.name for one in _people()))
    return page(_PAGE, **_shown(key, texts.current(_encore(), admin().shop, key)))


@pages.post("/app/messages/<flow>")
@door("admin")
def change(flow: str) -> Response:
    key, form = _key(flow), TextForm(request.form)
    if not form.validate():
        return refused(_PAGE, form, **_typed(key, form))
    channel = _TESTS.get(request.form.get("do", ""))
    return _save(key, form) if channel is None else _test(key, form, channel)


@pages.post("/app/messages/<flow>/look")
@door("admin", role="viewer")
def look(flow: str) -> Response:
    """The preview without JavaScript."""
    key, form = _key(flow), TextForm(request.form)
    if not form.validate():
        return refused(_PAGE, form, **_typed(key, form))
    return page(_PAGE, form=form, **_typed(key, form))


@pages.post("/app/messages/<flow>/preview")
@door("admin", role="viewer")
def preview(flow: str) -> Response:
    """What the editor asks for while somebody types."""
    key, form = _key(flow), TextForm(request.form)
    people = _people()
    shown = trying.preview(_encore(), admin().shop, key, form.source, _chosen(people, form.who.data))
    return jsonify(
        subject=shown.subject, html=framed(shown.html), sms=shown.sms, cost=words.cost(shown.cost),
        problems=[words.problem(one) for one in shown.problems],
    )  # fmt: skip


@pages.post("/app/messages/<flow>/back")
@door("admin")
def back(flow: str) -> Response:
    """The version before, or the one that is named, becomes the newest."""
    key, seen, named = _key(flow), _number("version"), request.form.get("number")
    args = (_encore(), admin().shop, key)
    try:
        if named is None:
            made = texts.undo(*args, seen=seen or 0, user_id=admin().user_id)
        else:
            made = texts.bring_back(*args, _number("number") or 0, seen=seen or 0, user_id=admin().user_id)
    except TextChanged as error:
        return changed(_PAGE, error.current.number, **_shown(key, error.current))
    said = _("There is nothing older to bring back.") if made is None else _("Done. This text is in use again.")
    now = made or texts.current(*args)
    return page(_PAGE, said=said, at=_address(key), **_shown(key, now))


def _save(key: TextKey, form: TextForm) -> Response:
    try:
        made = texts.save(_encore(), admin().shop, key, form.source, seen=form.read_version, user_id=admin().user_id)
    except TextChanged as error:
        values = _typed(key, form, version=error.current.number)
        return changed(_PAGE, error.current.number, form=form, **values)
    if isinstance(made, Version):
        return page(
            _PAGE, said=_("Saved. Customers get this text from now on."), at=_address(key), **_shown(key, made)
        )
    form.complain(words.by_field(made))
    return refused(_PAGE, form, **_typed(key, form, found=made))


def _test(key: TextKey, form: TextForm, channel: Channel) -> Response:
    field = form.to_email if channel is Channel.EMAIL else form.to_sms
    try:
        trying.send_test(
            _encore(), admin().shop, key, form.source, channel, field.data or "", user_id=admin().user_id
        )
    except Refused as error:
        form.complain({field.name: _(error.says, **error.values)})
        return refused(_PAGE, form, **_typed(key, form))
    mark_once(_encore(), admin().shop, LOOKED_AT)
    return page(_PAGE, said=_("The test is on its way."), form=form, **_typed(key, form))


def _shown(key: TextKey, version: Version) -> dict[str, Any]:
    """The page for a stored version."""
    form = TextForm(data={name: getattr(version.source, name).rstrip("\n") for name in FIELDS})
    return {**_around(key, form, version.number), "form": form}


def _typed(key: TextKey, form: TextForm, *, version: int | None = None, found: Problems = ()) -> dict[str, Any]:
    """The page with what was typed; `found` is what keeps it from being saved. Without the form itself, which
    `refused` adds."""
    return _around(key, form, form.read_version if version is None else version, found)


def _around(key: TextKey, form: TextForm, number: int, found: Problems = ()) -> dict[str, Any]:
    encore, shop, people = _encore(), admin().shop, _people()
    who = _chosen(people, form.who.data)
    form.who.choices = [(one.id, words.person(one)) for one in people]
    form.who.data = who.id
    shown: Preview = trying.preview(encore, shop, key, form.source, who)
    listed = found or shown.problems
    return {
        "key": key, "number": number, "preview": replace(shown, problems=listed), "address": _address(key),
        "look": url_for("admin_messages.look", **key._asdict()),
        "title": flow_name(key.flow), "steps": _steps(encore, key), "languages": _languages(key),
        "variables": words.variables(encore.flows[key.flow]), "cost": words.cost(shown.cost),
        "letter": framed(shown.html),
        "problems": [words.problem(one) for one in listed], "versions": texts.versions(encore, shop, key),
        "opt_out": words.opt_out(encore.flows[key.flow], key.language),
    }  # fmt: skip


def _encore() -> Encore:
    return cast(Encore, doors())


def _key(flow: str) -> TextKey:
    """The text of this address; 404 where there is none."""
    encore = _encore()
    if flow not in encore.flows:
        abort(404)
    shop_language = admin().shop.locale.replace("_", "-").partition("-")[0].lower()
    default = shop_language if shop_language in LANGUAGES else "en"
    step = request.args.get("step", "0")
    key = TextKey(flow, int(step) if step.isdecimal() else -1, request.args.get("language", default))
    if key not in texts.keys_of(encore, flow):
        abort(404)
    return key


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _address(key: TextKey) -> str:
    return url_for("admin_messages.editor", **key._asdict())


def _steps(encore: Encore, key: TextKey) -> list[tuple[str, str, bool]]:
    steps = dict.fromkeys(one.step for one in texts.keys_of(encore, key.flow))
    return [(words.step(step), _address(key._replace(step=step)), step == key.step) for step in steps]


def _languages(key: TextKey) -> list[tuple[str, str, bool]]:
    return [(name, _address(key._replace(language=code)), code == key.language) for code, name in LANGUAGES.items()]


def _people() -> list[Person]:
    return trying.people(_encore(), admin().shop, may_see_real=admin().may_see_people)


def _chosen(people: list[Person], id: str | None) -> Person:
    return next((one for one in people if one.id == id), people[0])
