"""The Flask application around one Store."""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import Flask, Response, current_app, make_response, request
from werkzeug.exceptions import HTTPException

from devstore import shop
from devstore.act import Refused
from devstore.store import Store

_NAME = "devstore"
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def create_app(store: Store) -> Flask:
    from devstore import pages
    from devstore.web import bulk, control, graphql, past, pictures, provider, proxy, tokens

    app = Flask(_NAME)  # templates and static files are in the package's own folders
    app.extensions[_NAME] = store
    app.secret_key = secrets.token_bytes(32)  # the shopper's cookie: forgotten at the end of the program
    app.config.update(SESSION_COOKIE_NAME="devstore", SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=20 * 1024**2)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _wrong)
    app.before_request(_only_from_here)
    for module in (bulk, control, graphql, pages, past, pictures, provider, proxy, tokens):
        app.register_blueprint(module.blueprint)
    return app


def the_store() -> Store:
    """The store behind the current request."""
    return cast(Store, current_app.extensions[_NAME])


def is_for_the_shop() -> bool:
    """Requests to the shop's own addresses come here with the shop's name in X-Forwarded-Host."""
    return request.headers.get("X-Forwarded-Host") == shop.DOMAIN


def _only_from_here() -> tuple[str, int] | None:
    """A page of the web that a browser of this machine has open must not reach it under a name of its own."""
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return None if name in _LOCAL or is_for_the_shop() else (f"{name} is not served here", 421)


def _wants_json() -> bool:
    return request.path.startswith(("/control/", "/admin/api/", "/admin/oauth/", "/provider/"))


def _refused(error: Refused) -> tuple[dict[str, Any] | str, int]:
    return ({"error": str(error)} if _wants_json() else str(error)), 422


def _wrong(error: HTTPException) -> Response:
    if not _wants_json():
        from devstore.pages.around import with_headers, wrong

        return with_headers(make_response(wrong(error)))
    return make_response({"error": error.description}, error.code or 500)
