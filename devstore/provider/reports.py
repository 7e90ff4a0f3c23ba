"""What the SMS provider reports back to the app: that a text arrived or could not, and what somebody answers.
Signed with `ENCORE_RECEIPT_SECRET`; without that nothing is reported."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import Any

import requests

from devstore.act import Refused
from devstore.model.messages import Message
from devstore.settings import Settings

EVENTS = ("delivered", "undelivered", "opted_out")
_PATIENCE_S = 5


def report(settings: Settings, text: Message, event: str, at: datetime) -> None:
    """One of EVENTS, about one text. Refused where the app does not take it."""
    if event not in EVENTS:
        raise Refused(f"{event} is no report; there are {', '.join(EVENTS)}.")
    _post(settings, {"key": text.key, "event": event, "id": f"sms-{text.id}-{event}", "at": _instant(at)})


def answer(settings: Settings, last: Message, words: str, at: datetime) -> None:
    """The owner of the phone answers the last text they had: "STOP", say. Its key names the shop it came from."""
    public_id = last.key.partition(".")[0]
    _post(settings, {"type": "sms", "shop": public_id, "from": last.to, "text": words, "at": _instant(at)})


def _post(settings: Settings, told: dict[str, Any]) -> None:
    if not settings.receipt_secret:
        raise Refused("ENCORE_RECEIPT_SECRET is not set, so nothing can be reported to the app.")
    body = json.dumps(told).encode()
    signed = hmac.digest(settings.receipt_secret.encode(), body, "sha256").hex()
    sent = {"Content-Type": "application/json", "X-Signature": signed}
    try:
        said = requests.post(f"{settings.app_url}/receipts/http", data=body, headers=sent, timeout=_PATIENCE_S)
    except requests.RequestException:
        raise Refused("The app was not reached.") from None
    if said.status_code != 200:
        raise Refused(f"The app answered {said.status_code} to the report.")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
