"""The admin shell: the app's pages in a frame, with an id token that says who is asking."""

from __future__ import annotations

import base64
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from devstore import shop
from devstore.oauth import id_tokens
from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.pages.around import policy
from devstore.pages.scopes import thing
from devstore.web.app import the_store

LOCALES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}


@blueprint.get("/admin")
@blueprint.get("/admin/apps/encore/")
@blueprint.get("/admin/apps/encore/<path:rest>")
def shell(rest: str = "") -> AnyResponse:
    """`?locale=` changes the language that the app is asked for; whatever else is asked goes to the app's page."""
    store = the_store()
    if urlsplit(request.host_url).hostname == "127.0.0.1":  # the app lets one name frame it, and this is the other
        return redirect(request.url.replace("//127.0.0.1", "//localhost", 1), 302)
    if request.args.get("locale") in LOCALES:
        session["locale"] = request.args["locale"]
    with store.database.read() as rows:
        is_installed = current_install(rows) is not None
    app_origin = _origin(store.settings.app_url)
    page = render_template(
        "desk/shell.html", is_installed=is_installed, frame=_frame(rest), app_origin=app_origin, locales=LOCALES,
        locale=_locale(), optional=[(scope, thing(scope)) for scope in store.settings.app.optional_scopes],
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = policy(frame_src=app_origin)
    return answer


@blueprint.get("/app-bridge.js")
def app_bridge() -> Response:
    """The script that the app's pages load in the frame."""
    answer = current_app.send_static_file("js/app-bridge.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _frame(rest: str) -> str:
    """The address of the app's page, with a fresh id token."""
    settings = the_store().settings
    path = f"/{rest}" if rest else settings.app.home_path
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "locale"]
    said = {
        "id_token": id_tokens.issue(settings, the_store().clock.signs_at()), "shop": shop.DOMAIN,
        "host": base64.urlsafe_b64encode(f"{request.host}/admin".encode()).decode().rstrip("="),
        "embedded": "1", "locale": _locale(),
    }  # fmt: skip
    kept = [pair for pair in asked if pair[0] not in said]
    return f"{settings.app_url}{path}?{urlencode([*kept, *said.items()])}"


def _locale() -> str:
    kept = session.get("locale")
    return kept if kept in LOCALES else "en"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
