"""May this message go now? The flow is asked once more, then policy, channel by channel. Pure: rows and
dossier in, one outcome out. The same function judges before composing and inside the commit that sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.dossier import Dossier
from plugin.events import Channel, Due
from plugin.flows.flow import Decision, Flow, Plan
from plugin.ledger import jitter, plan_key
from plugin.model.message import State
from plugin.policy.rules import RULES
from plugin.policy.verdict import Judged, Later, judge
from plugin.policy.verdict import Skip as Never
from plugin.stages.outbox.rows import Row

_UNDECIDED = timedelta(days=1)  # how long to wait where the flow has no opinion yet


@dataclass(frozen=True, slots=True)
class Go:
    """It may go, over this channel."""

    channel: Channel
    plan: Plan
    trace: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    useful_until: datetime
    reason: str
    channel: Channel
    trace: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """It will not go."""

    state: State
    reason: str
    trace: tuple[Judged, ...]


Outcome = Go | Wait | Drop


def outcome_of(row: Row, flow: Flow | None, dossier: Dossier | None) -> Outcome:
    """Go, Wait or Drop for one message at `dossier.now`."""
    if dossier is None:
        return Drop(State.CANCELLED, "erased", ())
    if flow is None or row.flow not in dossier.shop.flows_on_since:
        return Drop(State.CANCELLED, "flow_off", ())
    if dossier.now >= row.useful_until:
        return Drop(State.EXPIRED, expiry_reason(row), (Judged("stale", "skip", "stale"),))
    decision = _decision(row, flow, dossier)
    if decision is None:
        return _wait(dossier.now + _UNDECIDED, row.useful_until, "waiting_for_delivery", Channel(row.channel), ())
    if not isinstance(decision, Plan):
        return Drop(State.CANCELLED, decision.reason, (Judged(flow.name, "skip", decision.reason),))
    return _by_policy(row, flow, dossier, decision)


def expiry_reason(row: Row) -> str:
    """What kept it waiting until it was of no use; "stale" where nothing did."""
    return row.reason if row.state == State.HELD.value and row.reason else "stale"


def _decision(row: Row, flow: Flow, dossier: Dossier) -> Decision | None:
    settings = dossier.shop.settings.flow(flow.name)
    event = Due(row.about, dossier.now)
    decisions = flow.decide(event, dossier.profile(flow, row.about), settings)
    return next((one for one in decisions if one.step == row.step), None)


def _by_policy(row: Row, flow: Flow, dossier: Dossier, plan: Plan) -> Outcome:
    extra = jitter(flow, dossier.shop.keys, plan_key(flow, row.about, row.step, Channel(row.channel)))
    due_at, until = _wanted(row, plan, plan.at + extra), plan.until + extra
    if due_at > dossier.now:
        waiting = (Judged(flow.name, "later", plan.reason or "not_yet", due_at),)
        return _wait(due_at, until, plan.reason or "not_yet", Channel(row.channel), waiting)
    channels: tuple[Channel, ...] = (Channel(row.channel),)
    if not flow.each_channel and row.payload is None:
        channels = flow.channels(dossier.shop.settings.flow(flow.name).channels)
    refused: Drop | None = None  # of the first channel that has an address; that reason tells most
    had_no_address = False
    for channel in channels:
        facts = dossier.facts(row, flow, channel, due_at, until)
        verdict, trace = judge(RULES, facts)
        if isinstance(verdict, Later):
            return _wait(verdict.at, until, verdict.reason, channel, trace)
        if not isinstance(verdict, Never):
            return Go(channel, plan, trace)
        if refused is None or (had_no_address and facts.address_problem is None):
            refused = Drop(_final(verdict), verdict.reason, trace)
            had_no_address = facts.address_problem is not None
    assert refused is not None
    return refused


def _wanted(row: Row, plan: Plan, at: datetime) -> datetime:
    """When it should go: as a person chose, else in the flow's own time. A reason of the flow to wait beats both."""
    return row.chosen_at if row.chosen_at is not None and not plan.reason else at


def _final(verdict: Never) -> State:
    return State.EXPIRED if verdict.reason in {"stale", "budget", "quiet_hours"} else State.SUPPRESSED


def _wait(
    until: datetime, useful_until: datetime, reason: str, channel: Channel, trace: tuple[Judged, ...]
) -> Outcome:
    if until >= useful_until:
        return Drop(State.EXPIRED, reason, trace)
    return Wait(until, useful_until, reason, channel, trace)
