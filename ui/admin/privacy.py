"""Data and privacy: what customers asked by their right, the files for them, and how long what is kept. For managers
only."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, abort

from plugin.desk.kept import KEPT
from plugin.desk.privacy_log import hand_over, lines
from plugin.model.customer import RequestKind
from plugin.sheets import zipped
from ui.admin.answers import page
from ui.admin.seen import seen_list
from ui.admin.words import who_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_privacy", __name__)


@pages.get("/app/privacy")
@door("admin", role="manager")
def privacy() -> Response:
    with encore().database.read(admin().shop.id) as session:
        found = lines(session, admin().shop)
    seen_list([one for one in found if one.who])
    return page("privacy.html", lines=found, kind_name=kind_name, who_name=who_name, kept=KEPT)


@pages.get("/app/privacy/<id>/json")
@door("admin", role="manager")
def as_json(id: str) -> Response:
    """The file of a data request as one JSON document."""
    return _file(msgspec.json.format(_held(id), indent=2), "application/json", f"data-request-{id}.json")


@pages.get("/app/privacy/<id>/csv")
@door("admin", role="manager")
def as_csv(id: str) -> Response:
    """The same as a ZIP of one CSV per kind."""
    return _file(zipped(msgspec.json.decode(_held(id))), "application/zip", f"data-request-{id}.zip")


def kind_name(kind: RequestKind) -> str:
    return {RequestKind.DATA: _("Data request"), RequestKind.REDACT: _("Erasure")}[kind]


def _held(id: str) -> bytes:
    return hand_over(encore(), admin().shop, id, user_id=admin().user_id) or abort(404)


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
