"""The control API, `/control/…`: what the buttons of the pages do, for tests and scripts. JSON both ways, from this
machine only; 422 with `{"error": sentence}` for what the shop refuses."""

from __future__ import annotations

from flask import Blueprint, abort, request

blueprint = Blueprint("control", __name__, url_prefix="/control")


@blueprint.before_request
def only_this_machine() -> None:
    """And only JSON: what a page of another site can send by itself is refused."""
    if request.remote_addr not in {"127.0.0.1", "::1"}:
        abort(403)
    if request.method == "POST" and not request.is_json:
        abort(415, "send JSON")


from devstore.web.control import clock, messages, orders, people, shelves, switches  # noqa: E402, F401  (they add their routes)
