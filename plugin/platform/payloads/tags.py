"""Tags, which the platform writes as one comma-separated text and its other interfaces as a list."""

from __future__ import annotations

from plugin.platform.payloads.values import text


def tags(value: object) -> tuple[str, ...]:
    """The tags in their order, cleaned; anything else is no tags."""
    if isinstance(value, str):
        parts: list[object] = [*value.split(",")]
    elif isinstance(value, list):
        parts = value
    else:
        return ()
    return tuple(tag for tag in map(text, parts) if tag is not None)
