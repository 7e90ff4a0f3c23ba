"""Answers that the staff have ready: written, changed and removed here, put into an answer on the page of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, request, url_for

from plugin.cases import TEXT_LIMIT
from plugin.compose.words import clean
from plugin.desk import ready_answers as desk
from plugin.desk.ready_answers import AnswerChanged, TooMany
from plugin.shopper_payloads import cleaned
from ui.admin.answers import changed, page
from ui.admin.cases import pages
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

_TEMPLATE = "ready_answers.html"


@pages.get("/app/cases/ready")
@door("admin")
def ready_answers() -> Response:
    return page(_TEMPLATE, **_values())


@pages.post("/app/cases/ready")
@door("admin", role="editor")
def add_ready() -> Response:
    name, text = _written()
    if not name or not text:
        return _lacking("", name, text)
    try:
        desk.add(encore(), admin().shop, name, text, user_id=admin().user_id)
    except TooMany:
        said = _("There are %(most)s ready answers already. Remove one first.", most=desk.MOST)
        return page(_TEMPLATE, 422, said=said, typed=("", name, text), **_values())
    return _saved(_("Saved."))


@pages.post("/app/cases/ready/<id>")
@door("admin", role="editor")
def change_ready(id: str) -> Response:
    name, text = _written()
    _there(id)
    if not name or not text:
        return _lacking(id, name, text)
    act = lambda: desk.change(encore(), admin().shop, id, name, text, **_seen())  # noqa: E731
    return _done(act, (id, name, text), _("Saved."))


@pages.post("/app/cases/ready/<id>/remove")
@door("admin", role="editor")
def remove_ready(id: str) -> Response:
    return _done(lambda: desk.remove(encore(), admin().shop, id, **_seen()), ("", "", ""), _("Removed."))


def _written() -> tuple[str, str]:
    """Name and text as they were sent, what is too long cut off."""
    return clean(request.form.get("name"), desk.NAME_LIMIT) or "", cleaned(request.form.get("text", ""))[:TEXT_LIMIT]


def _seen() -> dict[str, Any]:
    return {"user_id": admin().user_id, "seen": request.form.get("seen", -1, type=int)}


def _done(act: Callable[[], None], typed: tuple[str, str, str], said: str) -> Response:
    try:
        act()
    except KeyError:
        abort(404)
    except AnswerChanged:
        return changed(_TEMPLATE, {"id": typed[0]}, typed=typed, **_values())
    return _saved(said)


def _there(id: str) -> None:
    """404 for the id of none."""
    if id not in {one.id for one in _values()["rows"]}:
        abort(404)


def _lacking(id: str, name: str, text: str) -> Response:
    said = _("Give it a name and a text.")
    return page(_TEMPLATE, 422, said=said, typed=(id, name, text), **_values())


def _saved(said: str) -> Response:
    return page(_TEMPLATE, said=said, at=url_for("admin_cases.ready_answers"), **_values())


def _values() -> dict[str, Any]:
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        rows = desk.listed(session, shop)
    return {"rows": rows, "most": desk.MOST, "name_most": desk.NAME_LIMIT, "text_most": TEXT_LIMIT}
