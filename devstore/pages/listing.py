"""The app's page in the toy app store: what it is, what it asks for, install and uninstall."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from devstore.doings import installing
from devstore.model.installs import Install
from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.pages.scopes import thing
from devstore.web.app import the_store


@blueprint.get("/apps/encore-listing")
def listing() -> str:
    store = the_store()
    with store.database.read() as session:
        now = current_install(session)
        was_here = bool(session.scalar(select(func.count()).select_from(Install)))
    asks = [(thing(scope), scope.startswith("write_")) for scope in store.settings.app.scopes]
    return render_template("listing.html", install=now, was_here=was_here, asks=asks)


@blueprint.post("/apps/encore-listing/install")
def install() -> Response:
    """Into the shell: the app learns of it from the first visit."""
    with the_store().act() as act:
        installing.install(act)
    return redirect("/admin", 303)


@blueprint.post("/apps/encore-listing/uninstall")
def uninstall() -> Response:
    with the_store().act() as act:
        installing.uninstall(act)
        flash(f"{act.app.name} is uninstalled. Its tokens no longer work, and it has been told.", "good")
    return redirect(url_for("pages.listing"), 303)
