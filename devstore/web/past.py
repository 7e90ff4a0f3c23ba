"""The shop's past, as the app would have been told it."""

from __future__ import annotations

from flask import Blueprint, Response, stream_with_context

from devstore.past import history
from devstore.web.app import the_store

blueprint = Blueprint("history", __name__)


@blueprint.get("/history.jsonl")
def past() -> Response:
    store = the_store()
    lines = stream_with_context(history(store.database, store.settings.app))
    return Response(lines, mimetype="application/x-ndjson")
