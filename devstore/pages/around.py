"""What every page has around it: headers, the bar with the clock, and what becomes of a refusal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, flash, redirect, render_template, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as AnyResponse

from devstore import shop
from devstore.act import Refused
from devstore.pages import blueprint
from devstore.web.app import the_store

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # the way back after a button
    "Cache-Control": "no-store",
}


def policy(**other: str) -> str:
    """The Content-Security-Policy of a page, with some directives otherwise: `frame_src="…"`."""
    values = {**_POLICY, **{name.replace("_", "-"): value for name, value in other.items()}}
    return "; ".join(f"{name} {value}" for name, value in values.items())


def back(otherwise: str = "/") -> AnyResponse:
    """To the page whose button was pressed."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/") or came.path.startswith("//"):
        return redirect(otherwise, 303)
    return redirect(f"{came.path}?{came.query}" if came.query else came.path, 303)


@blueprint.before_request
def only_our_own_buttons() -> None:
    """A page of another site, or one of the app's in its frame, cannot press them."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin is not None and origin != request.host_url.rstrip("/"):
        abort(403, "This button belongs to a page of the development store; press it there.")


@blueprint.after_request
def with_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy())
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> AnyResponse:
    flash(str(error), "wrong")
    return back()


@blueprint.errorhandler(OverflowError)
def too_large(_: OverflowError) -> tuple[str, int]:
    """An id of more digits than the database has."""
    return wrong(NotFound("There is nothing with so large a number."))


@blueprint.errorhandler(HTTPException)
def wrong(error: HTTPException) -> tuple[str, int]:
    return render_template("wrong.html", error=error), error.code or 500


@blueprint.app_context_processor
def everywhere() -> dict[str, Any]:
    store = the_store()
    return {
        "shop": shop, "app": store.settings.app, "now": store.clock.now(), "progress": store.mover.progress,
    }  # fmt: skip
