"""What a visitor sees when something is not right: a polite page, no data, and for a bug its incident id."""

from __future__ import annotations

import secrets
import traceback

import structlog
from flask import Flask, g, render_template
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from plugin.compose.links import LinkExpired, LinkInvalid
from plugin.inbox import StoreBusy
from plugin.platform.seam import PlatformDown
from plugin.words import said
from ui.i18n import gettext as _
from ui.shopper.visit import Erased

DATABASE_DOWN = (OperationalError, InterfaceError, PoolTimeout)
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]
log = structlog.get_logger()

_TEXTS = {
    400: (said("This cannot be understood"), said("Please go back and use the buttons on the page.")),
    403: (
        said("This is not part of your role"),
        said("Ask whoever manages the staff of your shop to do it, or to let you."),
    ),
    404: (
        said("There is nothing here"),
        said("The address may be mistyped. Links in messages work best when clicked."),
    ),
    405: (said("This cannot be done here"), said("Please go back and use the buttons on the page.")),
    429: (
        said("That was a lot in a short time"),
        said("Nothing is lost: please go back and send it again later."),
    ),
    413: (
        said("That is too much at once"),
        said("Please go back and send less; what you typed is still in the form."),
    ),
}


def watch(app: Flask) -> None:
    """Registers the error pages."""
    app.register_error_handler(LinkInvalid, _invalid)
    app.register_error_handler(LinkExpired, _expired)
    app.register_error_handler(Erased, _erased)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _bug)
    app.register_error_handler(PlatformDown, _shopify_down)
    for kind in (*DATABASE_DOWN, StoreBusy):
        app.register_error_handler(kind, _busy)


def log_bug(error: BaseException, endpoint: str | None) -> None:
    """Notes a bug with an incident id. Neither the address (it holds a token) nor the error's own text (it may
    hold what a person typed) is logged; the frames are."""
    g.incident = secrets.token_hex(4)
    frames = traceback.format_tb(error.__traceback__)
    log.error("bug", incident=g.incident, page=endpoint, error=type(error).__name__, frames=frames)


def _invalid(_error: Exception) -> Answer:
    text = _("Please open it straight from the message; some programs cut long links.")
    return _page(_("This link is not valid"), text), 404


def _expired(_error: Exception) -> Answer:
    text = _("Links stop working after a while. Every newer message from the shop has a fresh link at its end.")
    return _page(_("This link has expired"), text), 410


def _erased(_error: Exception) -> Answer:
    text = _("What this link was about is no longer kept, so there is nothing to show or change.")
    return _page(_("Nothing is kept here any more"), text), 410


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    title, text = _TEXTS.get(status, (said("This did not work"), said("Please go back and try again.")))
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _page(_(title), _(text)), status, headers


def _bug(_error: Exception) -> Answer:
    text = _("Something went wrong on our side. Please try again later.")
    return _page(_("Sorry, that failed"), text, incident=g.get("incident")), 500


def _busy(error: Exception) -> Answer:
    log.warning("page not served", reason="store busy or down", error=type(error).__name__)
    text = _(
        "We cannot reach our records just now. Please go back (what you typed is still there) and try again soon."
    )
    return _page(_("Back in a moment"), text), 503, {"Retry-After": "10"}


def _shopify_down(error: Exception) -> Answer:
    log.warning("page not served", reason="the platform gave no usable answer", error=type(error).__name__)
    text = _("Shopify cannot be reached from here just now. Please try again in a moment.")
    return _page(_("Back in a moment"), text), 503, {"Retry-After": "10"}


def _page(title: str, text: str, incident: str | None = None) -> str:
    return render_template("problem.html", title=title, text=text, incident=incident)
