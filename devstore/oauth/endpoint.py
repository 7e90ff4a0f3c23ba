"""`POST /admin/oauth/access_token`: exchange and refresh. Answers are (status, JSON)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from devstore.model.installs import Token
from devstore.oauth import tokens
from devstore.oauth.id_tokens import BadIdToken, check
from devstore.oauth.installed import current_install
from devstore.settings import Settings

Answer = tuple[int, dict[str, Any]]
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105  (a name)
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"


def answer(
    settings: Settings, session: Session, asked: Mapping[str, Any], now: datetime, signed_at: datetime
) -> Answer:
    """At the store's `now`. `signed_at` is the present in the time of signatures, which never moves."""
    if not _is_the_app(settings, asked):
        return 400, {"error": "invalid_client", "error_description": "client id or client secret is wrong"}
    grant = asked.get("grant_type")
    if grant == EXCHANGE:
        return _exchange(settings, session, asked, now, signed_at)
    if grant == "refresh_token":
        return _refresh(session, asked, now)
    return 400, {"error": "unsupported_grant_type", "error_description": f"{grant!r} is not played here"}


def _exchange(
    settings: Settings, session: Session, asked: Mapping[str, Any], now: datetime, signed_at: datetime
) -> Answer:
    wanted = (asked.get("subject_token_type"), asked.get("requested_token_type"), str(asked.get("expiring")))
    if wanted != (ID_TOKEN, OFFLINE, "1"):
        why = "an id token is exchanged for an offline token with expiring=1, as new public apps must"
        return 400, {"error": "invalid_request", "error_description": why}
    install = current_install(session)
    try:
        check(settings, str(asked.get("subject_token")), signed_at)
    except BadIdToken as error:
        return 400, {"error": "invalid_subject_token", "error_description": str(error)}
    if install is None:
        return 400, {"error": "invalid_subject_token", "error_description": "the app is not installed"}
    return 200, _pair(tokens.by_exchange(session, install, now), install.scopes, now)


def _refresh(session: Session, asked: Mapping[str, Any], now: datetime) -> Answer:
    row = tokens.by_refresh(session, str(asked.get("refresh_token")), now)
    install = current_install(session)
    if row is None or install is None:
        return 401, {"error": "invalid_request"}
    return 200, _pair(row, install.scopes, now)


def _pair(row: Token, scopes: list[str], now: datetime) -> dict[str, Any]:
    return {
        "access_token": row.access, "scope": ",".join(scopes), "expires_in": _seconds(row.expires_at, now),
        "refresh_token": row.refresh, "refresh_token_expires_in": _seconds(row.refresh_expires_at, now),
    }  # fmt: skip


def _seconds(until: datetime, now: datetime) -> int:
    return round((until - now).total_seconds())


def _is_the_app(settings: Settings, asked: Mapping[str, Any]) -> bool:
    secret = str(asked.get("client_secret", "")).encode()
    return asked.get("client_id") == settings.api_key and hmac.compare_digest(secret, settings.api_secret.encode())
