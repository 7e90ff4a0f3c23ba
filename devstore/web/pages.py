"""Pages for people."""

from __future__ import annotations

from flask import Blueprint, Response, stream_with_context
from markupsafe import Markup, escape

from devstore import shop
from devstore.oauth.installed import current_install
from devstore.past import history
from devstore.web.app import the_store

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> str:
    store = the_store()
    with store.database.read() as session:
        is_installed = current_install(session) is not None
    words = "installed" if is_installed else "not installed"
    now = shop.stamp(store.clock.now())
    return str(
        Markup("<!doctype html><html lang=en><title>{0}</title><h1>{0}, a development store</h1><p>{1} is {2}.<p>{3}")
        .format(shop.NAME, store.settings.app.name, words, escape(now))
    )  # fmt: skip


@blueprint.get("/history.jsonl")
def past() -> Response:
    store = the_store()
    lines = stream_with_context(history(store.database, store.settings.app))
    return Response(lines, mimetype="application/x-ndjson")
