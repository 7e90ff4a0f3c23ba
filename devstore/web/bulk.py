"""The files of exports: no token opens them, only their address, for seven days. Parts of them by Range."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, send_file

from devstore.model.bulk import BulkExport
from devstore.web.app import the_store

blueprint = Blueprint("bulk", __name__)


@blueprint.get("/bulk/<int:number>/<key>.jsonl")
def file(number: int, key: str) -> Response:
    store = the_store()
    with store.database.read() as session:
        row = session.get(BulkExport, number)
    if row is None or row.key != key or not row.is_open(store.clock.now()):
        abort(403, "This address opens nothing any more")
    return send_file(BytesIO(row.file), mimetype="application/jsonl", conditional=True, etag=False)
