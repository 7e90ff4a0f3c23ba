"""What the app says about itself in `app.toml`: scopes, webhook topics, proxy. Read as Shopify reads it at deploy;
tables of the app's own are not looked at."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class BadConfig(Exception):
    """The app's configuration cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One topic, as one `[[webhooks.subscriptions]]` asks for it. No `include_fields` means the whole body."""

    topic: str
    uri: str
    name: str | None = None
    include_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppConfig:
    client_id: str
    name: str
    api_version: str
    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]
    subscriptions: tuple[Subscription, ...]
    proxy_path: str  # of the app, where the proxy sends to
    proxy_prefix: str  # of the storefront: "/apps/encore"
    home_path: str

    def asks_for(self, topic: str) -> list[Subscription]:
        return [one for one in self.subscriptions if one.topic == topic]


def load(path: Path) -> AppConfig:
    """BadConfig where the file is missing, is no TOML or lacks a key."""
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise BadConfig(f"{path}: {error!r}; the app's configuration is needed, see --app-config") from None


def parse(values: dict[str, Any]) -> AppConfig:
    proxy = values["app_proxy"]
    return AppConfig(
        client_id=values["client_id"],
        name=values["name"],
        api_version=values["webhooks"]["api_version"],
        scopes=tuple(_words(values["access_scopes"]["scopes"])),
        optional_scopes=tuple(values["access_scopes"].get("optional_scopes", ())),
        subscriptions=tuple(_subscriptions(values["webhooks"]["subscriptions"])),
        proxy_path=urlsplit(proxy["url"]).path.rstrip("/"),
        proxy_prefix=f"/{proxy['prefix']}/{proxy['subpath']}",
        home_path=urlsplit(values["application_url"]).path or "/",
    )


def _subscriptions(tables: list[dict[str, Any]]) -> list[Subscription]:
    found = []
    for table in tables:
        for refused in ("filter", "payload_query"):
            if refused in table:
                raise BadConfig(f"webhooks.subscriptions: `{refused}` is not played here; leave it out")
        for topic in [*table.get("topics", ()), *table.get("compliance_topics", ())]:
            fields = tuple(table.get("include_fields", ()))
            found.append(Subscription(topic, table["uri"], table.get("name"), fields))
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
