"""The control API, `/control/…`: what the buttons of the pages do, for tests and scripts. JSON both ways, from this
machine only; 422 with `{"error": sentence}` for what the shop refuses."""

from __future__ import annotations

from flask import Blueprint, abort, request

blueprint = Blueprint("control", __name__, url_prefix="/control")


@blueprint.before_request
def only_this_machine() -> None:
    if request.remote_addr not in {"127.0.0.1", "::1"}:
        abort(403)


from devstore.web.control import clock, orders, people, shelves, switches  # noqa: E402, F401  (they add their routes)
