"""`POST /demo/clock`: the development store says what time it is, and waits until all that was due is done. Signed
with the app's secret; it exists in `encore demo` alone."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, request

from ui.doors import door, doors


def clock_door(move_to: Callable[[datetime], bool]) -> Blueprint:
    """`move_to` moves Encore's clock and says whether everything that fell due on the way was done."""
    pages = Blueprint("demo_clock", __name__)

    @pages.post("/demo/clock")
    @door("public")
    def clock() -> tuple[dict[str, Any], int]:
        secret = doors().settings.api_secret
        signed = hmac.digest(secret.encode(), request.get_data(), "sha256").hex()
        if not secret or not hmac.compare_digest(signed.encode(), request.headers.get("X-Signature", "").encode()):
            abort(401)
        is_done = move_to(_asked())
        return {"now": doors().clock.now().isoformat()}, 200 if is_done else 503

    return pages


def _asked() -> datetime:
    body: Any = request.get_json(silent=True)
    try:
        at = datetime.fromisoformat(body["now"])
    except (KeyError, TypeError, ValueError):
        abort(400)
    if at.tzinfo is None:
        abort(400)
    return at.astimezone(UTC)
