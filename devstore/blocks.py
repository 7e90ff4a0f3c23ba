"""The app's blocks on the shop's own pages. Shopify runs their scripts in the visitor's browser; here the page asks
the app in their place, with the same token, and shows what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import requests

from devstore.oauth.session_tokens import issue
from devstore.settings import Settings

_PATIENCE_S = 2


def of_order(settings: Settings, now: datetime, order_id: int, customer_id: int) -> dict[str, Any] | None:
    """What the app tells a customer who is signed in about their order; None where it tells nothing."""
    token = issue(settings, now, customer_id)
    try:
        answer = requests.get(
            f"{settings.app_url}/ext/order/{order_id}", headers={"Authorization": f"Bearer {token}"},
            timeout=_PATIENCE_S, allow_redirects=False,
        )  # fmt: skip
        told = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError):
        return None
    return told if isinstance(told, dict) else None
