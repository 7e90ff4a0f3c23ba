"""The Admin API's address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from devstore.admin_api.endpoint import answer
from devstore.web.app import is_for_the_shop, the_store

blueprint = Blueprint("graphql", __name__)


@blueprint.post("/admin/api/<version>/graphql.json")
def graphql(version: str) -> tuple[dict[str, Any], int]:
    store = the_store()
    if not is_for_the_shop() or version != store.settings.app.api_version:
        return {"errors": "Not Found"}, 404
    body = request.get_json(silent=True)
    return answer(store, request.headers.get("X-Shopify-Access-Token", ""), body if isinstance(body, dict) else {})
