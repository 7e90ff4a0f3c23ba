"""The Flask application: a door to the wired Encore, nothing more. Pages live in `ui`, receivers in `webhooks`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, request, send_from_directory
from jinja2 import StrictUndefined

import ui
from plugin.published import photo_url
from ui import admin, errors, health, i18n, install, patch_page, proxy, proxy_gate, session, storefront
from ui.blocks import birthday, cors, customer, gate, order, pixel, suggested
from ui.doors import Doors, door, hang
from ui.headers import protect
from ui.limit import Limiter
from ui.shopper import BLUEPRINTS, answer, often, review, survey
from ui.storefront import questions, visiting

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

ROOT = Path(ui.__file__).resolve().parent
BODY_BYTES = 256 * 1024  # of any request; a view that needs more says so itself
STATIC_S = 3600  # how long a browser keeps the stylesheet


class App(Flask):
    """Flask, except that a bug is logged without its address and its values."""

    def log_exception(self, exc_info: Any) -> None:
        errors.log_bug(exc_info[1], request.endpoint)


def create_app(
    context: Doors, *, registry: CollectorRegistry | None = None, blueprints: Iterable[Blueprint] = ()
) -> Flask:
    """The pages for shoppers, merchants and operators around `context`, and the `blueprints` of other doors.
    `/metrics` shows what `registry` holds (nothing if none is given) after the figures of the tables."""
    app = App("encore", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["photo_url"] = photo_url
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.speak(app)
    hang(app, context)
    app.extensions[health.REGISTRY] = registry
    app.extensions[often.LIMITER] = often.new_limiter()
    app.extensions[review.LIMITER] = review.new_limiter()
    app.extensions[survey.LIMITER] = Limiter(survey.PER_HOUR, timedelta(hours=1))
    app.extensions[answer.LIMITER] = Limiter(answer.PER_HOUR, timedelta(hours=1))
    app.extensions[visiting.LIMITERS] = visiting.new_limiters()
    app.extensions[questions.LIMITERS] = questions.new_limiters()
    app.extensions[birthday.LIMITER] = birthday.new_limiter()
    app.extensions[pixel.LIMITERS] = pixel.new_limiters()
    for pages in (
        *BLUEPRINTS,
        health.pages,
        *blueprints,
        patch_page.pages,
        install.pages,
        proxy.pages,
        suggested.pages,
        order.pages,
        birthday.pages,
        customer.pages,
        pixel.pages,
        *storefront.BLUEPRINTS,
        *admin.BLUEPRINTS,
    ):
        app.register_blueprint(pages)
    app.add_url_rule("/static/<path:filename>", "static", _static)
    app.before_request(cors.preflight)
    app.before_request(session.guard)
    app.before_request(proxy_gate.guard)
    app.before_request(gate.guard)
    app.after_request(protect)
    app.after_request(cors.open_to_blocks)
    errors.watch(app)
    return app


@door("public")
def _static(filename: str) -> Response:
    return send_from_directory(ROOT / "static", filename, max_age=STATIC_S)
