"""The theme editor, as small as can be: which of the app's blocks are on the shop's pages. And their assets."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.theme import placed
from devstore.theme.extension import Extension
from devstore.web.app import the_store


def theme() -> Extension:
    return placed.of(the_store().settings.theme)


@blueprint.get("/admin/themes")
def theme_editor() -> str:
    with the_store().database.read() as session:
        on = {one.handle for one in placed.blocks(session, theme())}
        is_installed = current_install(session) is not None
    return render_template("desk/theme.html", blocks=theme().blocks.values(), on=on, is_installed=is_installed)


@blueprint.post("/admin/themes")
def save_theme() -> AnyResponse:
    with the_store().act() as act:
        found = placed.place(act.session, theme(), request.form.getlist("block"))
    flash(f"{len(found)} blocks are on the shop’s pages.")
    return redirect("/admin/themes", 303)


@blueprint.get("/theme/<name>")
def theme_asset(name: str) -> Response:
    text, kind = theme().asset(name) or abort(404)
    return Response(text, content_type=f"{kind}; charset=utf-8")
