"""Whether a person may be written to: the rules themselves, asked outside of any message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace

from plugin.dossier import Dossier
from plugin.events import Channel, Purpose
from plugin.flows.flow import Flow
from plugin.flows.registry import FLOWS
from plugin.policy.rules import RULES
from plugin.policy.verdict import Allow, Answer, Facts, Later, judge

_LASTING = frozenset({"address", "suppression", "consent"})  # what does not pass by itself
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class May:
    """The answer for one channel and purpose. `reason` None: yes; `until`: from when on it is worth asking again."""

    channel: Channel
    purpose: Purpose
    reason: str | None
    until: datetime | None = None

    @property
    def is_yes(self) -> bool:
        return self.reason is None


def may_now(who: Dossier, channel: Channel, purpose: Purpose) -> May:
    """What every rule together says at the moment of the dossier, which must have been read for policy."""
    return _asked(who, channel, purpose, {name for name, _rule in RULES})


def may_ever(who: Dossier, channel: Channel, purpose: Purpose = Purpose.PROMOTIONAL) -> May:
    """The same without what passes by itself: quiet hours, the budget, a pause."""
    return _asked(who, channel, purpose, _LASTING)


def answer_of(who: Dossier, channel: Channel) -> Answer | None:
    """The newest that this person said about the channel."""
    return _facts(who, channel, Purpose.PROMOTIONAL).consent


def blocked(who: Dossier, channel: Channel) -> str | None:
    """Why their address must never be written to; None where it is on no such list."""
    return who.suppressed.get((who.address_hash(channel) or "", channel.value))


def _asked(who: Dossier, channel: Channel, purpose: Purpose, names: frozenset[str] | set[str]) -> May:
    rules = [(name, rule) for name, rule in RULES if name in names]
    verdict, _trace = judge(rules, _facts(who, channel, purpose))
    if isinstance(verdict, Allow):
        return May(channel, purpose, None)
    until = verdict.at if isinstance(verdict, Later) and verdict.reason != "paused" else None
    return May(channel, purpose, verdict.reason, until)


def _facts(who: Dossier, channel: Channel, purpose: Purpose) -> Facts:
    row = SimpleNamespace(id="", step=0, about="", purpose=purpose.value)
    return who.facts(row, _any_flow(purpose), channel, who.now, who.now + _YEAR)


def _any_flow(purpose: Purpose) -> Flow:
    """A flow of that purpose, without hours of its own."""
    return replace(next(flow for flow in FLOWS.values() if flow.purpose is purpose), hours=None)
