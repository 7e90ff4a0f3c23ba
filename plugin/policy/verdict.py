"""What policy says about a due message, and what its rules may look at.

Rules are pure: `rule(facts) -> Allow | Later | Skip`. The list of verdicts is kept on the message as its
trace: it is the answer to "why did this customer get, or not get, this".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from plugin.config import ShopSettings
from plugin.events import Channel, ConsentState, Purpose


@dataclass(frozen=True, slots=True)
class Allow:
    pass


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. `at` is the first instant at which it is worth asking again."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Never; the message is suppressed with this reason."""

    reason: str


Verdict = Allow | Later | Skip
ALLOW = Allow()


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest thing somebody said about one channel."""

    state: ConsentState
    level: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Recent:
    """A message of this person (over all their addresses) that counts: accepted, sending or unknown."""

    at: datetime
    flow: str
    channel: Channel
    purpose: Purpose
    about: str
    step: int


@dataclass(frozen=True, slots=True)
class Discount:
    """What a message's code will probably cost and what is left of the month's budget (minor units of the shop's
    currency); `until` is when the next month begins."""

    worth: int
    left: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may know about one due message at one moment."""

    now: datetime
    flow: str
    step: int
    about: str
    purpose: Purpose
    channel: Channel
    due_at: datetime
    useful_until: datetime
    hours: tuple[int, int] | None  # the flow's own local hours
    settings: ShopSettings
    is_installed: bool
    paused_at: datetime | None
    country: str | None  # newest shipping address, default address, phone; None: unknown
    province: str | None
    zones: tuple[str, ...]  # likeliest first; the others are zones the person may also be in
    address_problem: str | None  # None: there is a usable address; else a reason code
    consent: Answer | None  # this customer's newest
    address_consent: Answer | None  # the newest of anybody with the same normalised address
    suppressed: str | None  # why this address must never be written to
    last_purchase_at: datetime | None  # newest paid order before now
    recent: tuple[Recent, ...]  # newest last
    case_opened_at: datetime | None = None  # of the oldest case of this person that is open
    used_up_until: datetime | None = None  # what the tariff includes this month is used up until then
    discount: Discount | None = None  # None: no code is to be made, it is made already, or there is no budget


Rule = Callable[[Facts], Verdict]


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the trace."""

    rule: str
    verdict: str  # allow, later, skip
    reason: str | None = None
    until: datetime | None = None


def judge(rules: Iterable[tuple[str, Rule]], facts: Facts) -> tuple[Verdict, tuple[Judged, ...]]:
    """The first verdict that is not Allow, and the trace of every rule that was asked."""
    trace: list[Judged] = []
    for name, rule in rules:
        verdict = rule(facts)
        if isinstance(verdict, Allow):
            trace.append(Judged(name, "allow"))
            continue
        word, until = ("later", verdict.at) if isinstance(verdict, Later) else ("skip", None)
        trace.append(Judged(name, word, verdict.reason, until))
        return verdict, tuple(trace)
    return ALLOW, tuple(trace)
