"""The start page: three doors and the clock."""

from __future__ import annotations

from flask import render_template

from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.web.app import the_store


@blueprint.get("/")
def start() -> str:
    with the_store().database.read() as session:
        is_installed = current_install(session) is not None
    return render_template("start.html", is_installed=is_installed)
