"""Which webhook topics are read, and which arrive without effect. Every topic of app.toml is in one of the two."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.platform.payloads import READERS, Reader

PARSERS: Mapping[str, Reader] = READERS
"""Topic to its reader."""

COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""The privacy topics, which every app must answer (platform: webhooks)."""

NO_EFFECT_YET = frozenset(
    {
        "customer.tags_added",
        "customer.tags_removed",
        "customers/purchasing_summary",
        "discounts/delete",
    }
)
"""Subscribed topics that are recorded and change nothing."""


def has_parser(topic: str) -> bool:
    return topic in PARSERS
