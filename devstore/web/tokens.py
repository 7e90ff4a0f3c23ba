"""The token endpoint of the shop."""

from __future__ import annotations

from flask import Blueprint, request

from devstore.oauth.endpoint import answer
from devstore.web.app import is_for_the_shop, the_store

blueprint = Blueprint("tokens", __name__)


@blueprint.post("/admin/oauth/access_token")
def access_token() -> tuple[dict[str, object], int]:
    if not is_for_the_shop():
        return {"errors": "Not Found"}, 404
    store = the_store()
    asked = request.get_json(silent=True) or request.form.to_dict()
    with store.database.write() as session:
        status, body = answer(store.settings, session, asked, store.clock.now(), store.clock.signs_at())
    return body, status
