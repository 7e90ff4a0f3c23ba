"""`/auth/begin` and `/auth/callback`: the authorization-code way to install. A documented fallback only: Shopify
installs the app by itself and opens it with an id token (ui.session), so nothing of ours links here."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from plugin.scopes import needed_scopes
from ui.doors import door, doors
from ui.oauth_state import COOKIE, LASTS, is_mine, new_state
from ui.shop_domain import shop_domain
from ui.signed_query import is_authorization

pages = Blueprint("install", __name__)
MOST_AGE = timedelta(days=1)  # of a signed query; the state ends earlier


@pages.get("/auth/begin")
@door("public")
def begin() -> Response:
    """302 to the grant screen of a well-formed shop; 400 for anything else."""
    shop, settings = _shop(), doors().settings
    state, cookie = new_state(settings.secret_key, shop, doors().clock.now())
    back = settings.app_url + url_for("install.callback")
    asked = {"client_id": settings.api_key, "scope": needed_scopes(), "redirect_uri": back, "state": state}
    answer = redirect(f"https://{shop}/admin/oauth/authorize?{urlencode(asked)}")
    answer.set_cookie(
        COOKIE, cookie, max_age=int(LASTS.total_seconds()), secure=True, httponly=True, samesite="Lax", path="/"
    )
    return answer


@pages.get("/auth/callback")
@door("public")
def callback() -> Response:
    """302 into the shop's admin once the shop is installed. 400 unless Shopify signed the query for the very shop
    that this browser began with: then nothing is asked and nothing stored."""
    shop, settings, now = _shop(), doors().settings, doors().clock.now()
    pairs = list(request.args.items(multi=True))
    state, code = request.args.get("state", ""), request.args.get("code", "")
    if not is_authorization(pairs, (settings.api_secret, settings.old_api_secret)) or not code or not _is_recent():
        abort(400)
    if not is_mine(settings.secret_key, request.cookies.get(COOKIE, ""), state, shop, now):
        abort(400)
    doors().installs.authorized(shop, code)
    answer = redirect(f"https://{shop}/admin/apps/{settings.api_key}")
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def _shop() -> str:
    named = request.args.getlist("shop")
    shop = shop_domain(named[0]) if len(named) == 1 else None
    if shop is None:
        abort(400)
    return shop


def _is_recent() -> bool:
    text = request.args.get("timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        return False
    return abs(doors().clock.now().timestamp() - int(text)) <= MOST_AGE.total_seconds()
