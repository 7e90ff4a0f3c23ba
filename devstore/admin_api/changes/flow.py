"""flowTriggerReceive: what the app tells Shopify Flow. No workflow runs here; what would start one is kept among the
shop's events, as `flow/HANDLE`."""

from __future__ import annotations

import json
import re
from typing import Any

from devstore.admin_api.asking import Info, Node, asking

_MOST_BYTES = 50_000
_HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def receive(_source: Any, info: Info, handle: str | None = None, payload: Any = None) -> Node:
    wrong = _wrong(handle, payload)
    if wrong is not None:
        return {"userErrors": [{"field": [wrong[0]], "message": wrong[1]}]}
    asking(info).act.tell(f"flow/{handle}", payload)
    return {"userErrors": []}


def _wrong(handle: str | None, payload: Any) -> tuple[str, str] | None:
    if handle is None or not _HANDLE.fullmatch(handle):
        return "handle", "Invalid handle"
    if not isinstance(payload, dict):
        return "payload", "Payload must be an object"
    if len(json.dumps(payload).encode()) > _MOST_BYTES:
        return "payload", "Payload exceeds 50KB"
    return None
