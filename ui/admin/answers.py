"""How a page of the admin answers: shown, refused with what was typed, or changed by somebody else meanwhile."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, make_response, render_template, request

from ui.admin.nav import entries
from ui.doors import doors
from ui.forms import Form
from ui.i18n import gettext as _
from ui.patch_page import app_bridge
from ui.session import admin

SAID, AT = "X-Encore-Said", "X-Encore-At"  # read by static/js/admin.mjs


def page(
    template: str, status: int = 200, *, said: str | None = None, at: str | None = None, **values: Any
) -> Response:
    """The page. `said` is the sentence of a toast; `at` the address that the browser should show for it."""
    settings = doors().settings
    html = render_template(
        f"admin/{template}", visit=admin(), shop=admin().shop, nav=entries(), client_id=settings.api_key,
        app_bridge=app_bridge(settings.shopify_base), polaris=None if settings.shopify_base else settings.polaris_url,
        now=doors().clock.now(), **values,
    )  # fmt: skip
    answer = make_response(html, status)
    if said:
        answer.headers[SAID] = quote(said)
    if at:
        answer.headers[AT] = at
    return answer


def refused(template: str, form: Form, **values: Any) -> Response:
    """422: the same page with what was typed and each complaint by its field; as JSON where that was asked for."""
    if wants_json():
        return in_json(422, error="invalid", fields=form.complaints)
    return page(template, 422, form=form, said=_("Not saved: please look at the marked fields."), **values)


def changed(template: str, current: object, **values: Any) -> Response:
    """409: somebody else saved first. The page keeps what was typed and says so."""
    if wants_json():
        return in_json(409, error="changed", current=current)
    return page(
        template, 409, stale=True, said=_("Somebody else changed this meanwhile. Nothing was saved."), **values
    )


def in_json(status: int, **body: object) -> Response:
    answer = jsonify(**body)
    answer.status_code = status
    return answer


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"
