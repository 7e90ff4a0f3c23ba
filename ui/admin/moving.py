"""Data: files of other apps come in, tried before anything is written, and go out again. For managers only."""

from __future__ import annotations

from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, abort, request, send_file, url_for

from plugin.desk import moving as desk
from plugin.desk.moving import SHOWN
from plugin.model.import_run import ImportState
from plugin.moving.dates import Order
from plugin.moving.formats import FORMATS, IMPORTED
from plugin.moving.reading import NotATable
from plugin.moving.run import NoSuchFormat
from plugin.moving.told import also_told
from plugin.sheets import MIMETYPE
from ui.admin.answers import page
from ui.admin.moving_words import column_name, form_name, order_name, state_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.i18n import retold
from ui.session import admin

FILE_BYTES = 20 * 1024 * 1024  # trust section 8
_FORM_BYTES = 64 * 1024  # the fields beside it
_IN_MEMORY = 1024 * 1024

pages = Blueprint("admin_moving", __name__)


@pages.get("/app/data")
@door("admin", role="manager")
def data() -> Response:
    return page("moving.html", **_values())


@pages.post("/app/data/try")
@door("admin", role="manager")
def try_out() -> Response:
    request.max_content_length = FILE_BYTES + _FORM_BYTES
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _refused(_("Choose a file first."))
    file = cast(BinaryIO, sent.stream)
    if file.seek(0, 2) > FILE_BYTES:
        abort(413)
    kind, dates = request.form.get("kind", ""), request.form.get("dates", "")
    try:
        tried = desk.try_out(
            encore(), admin().shop, file, PurePath(sent.filename).name[:100],
            kind if kind in IMPORTED else None, Order(dates) if dates in set(Order) else None,
        )  # fmt: skip
    except NotATable:
        return _refused(_("The file has no first line that names its columns. Export it once more, as CSV."))
    except NoSuchFormat as error:
        return _refused(_not_that(error))
    return page(
        "moving_tried.html",
        tried=tried,
        also=also_told(tried.counts),
        shown=SHOWN,
        shown_problems=[(one.line, one.column, one.what) for one in tried.counts.problems],
        **_words(),
    )


@pages.post("/app/data/<id>/import")
@door("admin", role="manager")
def take_in(id: str) -> Response:
    if not desk.start(encore(), admin().shop, id, user_id=admin().user_id):
        abort(404)
    return _done(_("The file is being read in. This page shows how far it is."))


@pages.post("/app/data/<id>/undo")
@door("admin", role="manager")
def undo(id: str) -> Response:
    if desk.undo(encore(), admin().shop, id, user_id=admin().user_id) is None:
        abort(404)
    return _done(_("Undone. All is as it was before this import."))


@pages.get("/app/data/export/<kind>")
@door("admin", role="manager")
def export(kind: str) -> Response:
    if kind not in FORMATS:
        abort(404)
    file = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 (the answer closes it when it is sent)
    desk.write_file(encore(), admin().shop, kind, file, user_id=admin().user_id)
    file.seek(0)
    return send_file(file, mimetype=MIMETYPE, as_attachment=True, download_name=f"{kind}.csv")


def _not_that(error: NoSuchFormat) -> str:
    if not error.kind:
        return _("It is not clear which app this file comes from. Choose it, and send the file again.")
    lacks = _(
        "This is no file of %(app)s: it lacks %(names)s.", app=form_name(error.kind), names=", ".join(error.lacks)
    )
    rather = _("It looks like one of %(app)s.", app=form_name(error.rather)) if error.rather else ""
    return f"{lacks} {rather}".rstrip()


def _refused(why: str) -> Response:
    return page("moving.html", 422, said=why, why=why, **_values())


def _done(said: str) -> Response:
    return page("moving.html", said=said, at=url_for("admin_moving.data"), **_values())


def _values() -> dict[str, Any]:
    with encore().database.read(admin().shop.id) as session:
        found = desk.runs(session, admin().shop)
    return {
        "runs": found, "forms": [(kind, form_name(kind)) for kind in FORMATS], "chosen": request.form,
        "read": [(kind, form_name(kind)) for kind in IMPORTED], "runs_on": ImportState.RUNNING, "shown": SHOWN,
        "undone": ImportState.UNDONE, "orders": [(order.value, order_name(order)) for order in Order], **_words(),
    }  # fmt: skip


def _words() -> dict[str, Any]:
    return {
        "form_name": form_name, "state_name": state_name, "column_name": column_name, "order_name": order_name,
        "retold": retold,
    }  # fmt: skip
