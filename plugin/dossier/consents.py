"""What somebody's newest answer is. The newest wins; where two are equally new, the no wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugin.events import ConsentState
from plugin.policy.verdict import Answer

_YES = (ConsentState.SUBSCRIBED.value,)


def newest(entries: Iterable[Any]) -> Answer | None:
    """The answer that counts among ledger entries of one person (or one address) and one channel."""
    best = max(entries, key=lambda entry: (entry.at, entry.state not in _YES, _weight(entry.state)), default=None)
    return None if best is None else Answer(ConsentState(best.state), best.level, best.at)


def _weight(state: str) -> int:
    """Among several kinds of no at one moment, the strictest."""
    order = ("pending", "not_subscribed", "unsubscribed", "invalid", "redacted")
    return order.index(state) if state in order else -1
