"""Log lines with fields. Never an address, a name, a token or a body: what looks like one is masked."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_MASKED = re.compile(
    r"[\w.+-]+@[\w-]+(\.[\w-]+)+|\+\d{7,15}|(shpat|shpss|shpua)_[A-Za-z0-9]+|[?&](token|hmac|id_token|signature)=\S+"
)
_SECRET = frozenset({"email", "phone", "name", "token", "key", "hmac", "cookie", "body", "to", "subject", "text"})


def configure(form: str | None = None) -> None:
    """Set structlog up: `json`, one object a line, or `text` for people (ENCORE_LOG)."""
    form = form or os.environ.get("ENCORE_LOG") or "text"
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is then: it may be replaced meanwhile
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def mask(_logger: Any, _name: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Personal and secret values become "…"; control characters never break a line in two."""
    for field, value in fields.items():
        if field in _SECRET:
            fields[field] = "…"
        elif isinstance(value, str):
            fields[field] = _MASKED.sub("…", value) if field == "exception" else _one_line(_MASKED.sub("…", value))
    return fields


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
