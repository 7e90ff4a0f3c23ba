"""What a change of settings touched, as the access log keeps it: the names of fields, never their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from plugin.shops import Shop

_NEITHER: Any = object()


def what_changed(before: Shop, after: Shop) -> list[str]:
    """Names as in app.toml ("budget.per_week"), "on.FLOW" for a flow's switch and "paused" for the stop of all
    sending; empty where everything works as before."""
    switched = before.flows_on_since.keys() ^ after.flows_on_since.keys()
    paused = ["paused"] if (before.paused_at is None) != (after.paused_at is None) else []
    return [*_fields(before.settings, after.settings, ""), *(f"on.{name}" for name in sorted(switched)), *paused]


def _fields(before: Any, after: Any, name: str) -> Iterator[str]:
    if before == after:
        return
    mine, theirs = _named(before), _named(after)
    if mine is None or theirs is None:
        yield name
        return
    for key in sorted(mine.keys() | theirs.keys()):
        inside = f"{name}.{key}" if name else key
        yield from _fields(mine.get(key, _NEITHER), theirs.get(key, _NEITHER), inside)


def _named(value: Any) -> dict[str, Any] | None:
    """The parts of a table by name; None for a value."""
    if isinstance(value, Mapping):
        return dict(value)
    return {one.name: getattr(value, one.name) for one in fields(value)} if is_dataclass(value) else None
