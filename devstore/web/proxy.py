"""The app proxy: `/apps/<name>/…` of the storefront, sent on to the app with a signature."""

from __future__ import annotations

import requests
from flask import Blueprint, Response, abort, request

from devstore import proxy
from devstore.web.app import the_store
from devstore.web.shopper import shopper_id

blueprint = Blueprint("proxy", __name__)
_PATIENCE_S = 10
_KEPT = ("Content-Type", "Location", "Cache-Control", "Content-Language", "ETag")


@blueprint.route("/apps/<name>", defaults={"rest": ""}, methods=["GET", "POST"], strict_slashes=False)
@blueprint.route("/apps/<name>/<path:rest>", methods=["GET", "POST"])
def through(name: str, rest: str) -> Response:
    """Cookies go neither way, as Shopify has it."""
    settings = the_store().settings
    if f"/apps/{name}" != settings.app.proxy_prefix:
        abort(404)
    given = [(key, value) for key, value in request.args.items(multi=True)]
    at = the_store().clock.signs_at()
    pairs = proxy.signed(given, settings.api_secret, settings.app.proxy_prefix, shopper_id(), at)
    where = proxy.address(settings.app_url, settings.app.proxy_path, rest, pairs)
    sent = {"X-Forwarded-Host": request.host, "Accept": request.headers.get("Accept", "*/*")}
    sent["X-Forwarded-For"] = request.remote_addr or ""
    sent["User-Agent"] = request.headers.get("User-Agent", "")
    if "If-None-Match" in request.headers:
        sent["If-None-Match"] = request.headers["If-None-Match"]
    if request.content_type:
        sent["Content-Type"] = request.content_type
    try:
        answer = requests.request(
            request.method, where, data=request.get_data(), headers=sent, timeout=_PATIENCE_S, allow_redirects=False
        )
    except requests.RequestException:
        return Response("The app did not answer.", 502)
    kept = {key: answer.headers[key] for key in _KEPT if key in answer.headers}
    return Response(answer.content, answer.status_code, kept)
