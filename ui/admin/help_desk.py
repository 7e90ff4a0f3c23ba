"""The help desk: where the merchant's own one is told of cases and reviews, its secret, and what became of each
telling. For managers only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from plugin.desk import help_desk_moves as moves
from plugin.desk.help_desk import CHOICES, Desk, State, desk_of, newest
from plugin.desk.help_desk_moves import HelpDeskChanged
from plugin.outside import NotFetched
from ui.admin.answers import changed, page, refused
from ui.admin.help_desk_words import fact_name, state_name, wrong_words
from ui.doors import door, encore
from ui.forms import Form
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_help_desk", __name__)
_TEMPLATE = "help_desk.html"
_LONGEST = 1000
_TONES = {State.WAITING: "info", State.TOLD: "success", State.GIVEN_UP: "critical"}


class HelpDeskForm(Form):
    address = StringField()
    told = SelectMultipleField()
    with_words = BooleanField()

    def labelled(self) -> HelpDeskForm:
        self.address.label.text = _("Address")
        self.address.description = _("Where your help desk takes webhooks. It begins with https://")
        self.address.validators = [
            InputRequired(_("Write the address that your help desk names.")),
            Length(max=_LONGEST, message=_("Use at most %(most)s signs.", most=_LONGEST)),
        ]
        self.told.label.text = _("What it is told")
        self.told.choices = [(fact.value, fact_name(fact)) for fact in CHOICES]
        self.with_words.label.text = _("Include what was written and the name")
        self.with_words.description = _(
            "Then the words and names of your customers leave Encore and are kept by your help desk, which must be"
            " allowed to have them. An erasure here does not reach what it already has."
        )
        return self


@pages.get("/app/help-desk")
@door("admin", role="manager")
def help_desk() -> Response:
    return page(_TEMPLATE, **_whole())


@pages.post("/app/help-desk")
@door("admin", role="manager")
def save() -> Response:
    """The first time the answer shows the secret. 422 with the fields, 409 where somebody else was quicker."""
    form = HelpDeskForm(request.form).labelled()
    if form.validate() and not form.told.data:
        form.complain({"told": _("Choose at least one.")})
    if form.errors:
        return refused(_TEMPLATE, form, **_shown())
    try:
        secret = moves.save(
            encore(), admin().shop, form.read_version, address=(form.address.data or "").strip(),
            told=form.told.data or (), with_words=bool(form.with_words.data), by=admin().user_id,
        )  # fmt: skip
    except NotFetched:
        form.complain({"address": _("Write an address that begins with https://")})
        return refused(_TEMPLATE, form, **_shown())
    except HelpDeskChanged:
        return _changed(form)
    return _done(_("Saved."), secret)


@pages.post("/app/help-desk/secret")
@door("admin", role="manager")
def renew() -> Response:
    """The answer shows the new secret."""
    try:
        secret = moves.renew_secret(encore(), admin().shop, _seen(), by=admin().user_id)
    except HelpDeskChanged:
        return _changed()
    return _done(_("There is a new secret. The old one is worth nothing any more."), secret)


@pages.post("/app/help-desk/on")
@door("admin", role="manager")
def switch_on() -> Response:
    try:
        moves.switch_on(encore(), admin().shop, _seen(), by=admin().user_id)
    except HelpDeskChanged:
        return _changed()
    return _done(_("It is told again."))


@pages.post("/app/help-desk/test")
@door("admin", role="manager")
def send_test() -> Response:
    if not moves.send_test(encore(), admin().shop):
        return page(_TEMPLATE, 422, said=_("There is no help desk to tell anything."), **_whole())
    return _done(_("A test is on its way. Below stands what became of it."))


@pages.post("/app/help-desk/away")
@door("admin", role="manager")
def take_away() -> Response:
    try:
        moves.take_away(encore(), admin().shop, _seen(), by=admin().user_id)
    except HelpDeskChanged:
        return _changed()
    return _done(_("Nothing is told any more."))


def _seen() -> int:
    return request.form.get("version", -1, type=int)


def _done(said: str, secret: str | None = None) -> Response:
    return page(_TEMPLATE, said=said, at=url_for("admin_help_desk.help_desk"), secret=secret, **_whole())


def _changed(form: HelpDeskForm | None = None) -> Response:
    """`form`: what was typed."""
    shown = _shown()
    return changed(_TEMPLATE, shown["version"], form=form or _form(shown["desk"]), **shown)


def _whole() -> dict[str, Any]:
    shown = _shown()
    return {**shown, "form": _form(shown["desk"])}


def _form(found: Desk | None) -> HelpDeskForm:
    """With what is stored."""
    if found is None:
        return HelpDeskForm().labelled()
    stored = {"address": found.address, "told": found.told, "with_words": found.with_words}
    return HelpDeskForm(data=stored).labelled()


def _shown() -> dict[str, Any]:
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found, rows = desk_of(session, shop), newest(session, shop)
    return {
        "desk": found, "rows": rows, "version": found.version if found else 0,
        "is_waiting": any(row.state is State.WAITING for row in rows), "fact_name": fact_name,
        "state_name": state_name, "wrong_words": wrong_words, "state_tones": _TONES,
    }  # fmt: skip
