"""Whether what a merchant granted is enough for what Encore needs (app.toml, access_scopes)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from plugin.config import APP_TOML

_SCOPE = re.compile(r"(unauthenticated_)?(read|write)_[a-z_]+")


@cache
def needed_scopes(path: Path = APP_TOML) -> str:
    """Comma-separated, as Shopify writes them."""
    scopes: str = tomllib.loads(path.read_text(encoding="utf-8"))["access_scopes"]["scopes"]
    return scopes


def are_enough(granted: str | None, needed: str) -> bool:
    """Whether `granted` covers `needed`; a write scope covers its read scope. What is unknown is not enough."""
    from shopify import ApiAccess  # with what it imports as slow to load as Flask

    known = [scope for scope in (granted or "").split(",") if _SCOPE.fullmatch(scope.strip())]
    return bool(ApiAccess(known).covers(ApiAccess(needed)))
