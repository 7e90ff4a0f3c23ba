"""Says in sentences why a message went, is held, or never went."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.clock import local
from plugin.dossier import Dossier, load, subject_of
from plugin.encore import Encore
from plugin.events import Due
from plugin.flows.flow import Flow, Plan, about_order
from plugin.model.message import Message, State, Transition
from plugin.reasons import sentence
from plugin.shops import Shop

_STATES = {
    State.PLANNED: "is planned for {due}",
    State.HELD: "is held until {due}",
    State.SENDING: "is being handed over right now",
    State.RETRY: "could not be handed over yet; the next attempt is at {due}",
    State.UNKNOWN: "may or may not have arrived: the provider gave no answer",
    State.ACCEPTED: "was handed to the provider at {accepted}",
    State.SUPPRESSED: "was not sent",
    State.EXPIRED: "was not sent in time",
    State.CANCELLED: "was cancelled",
    State.FAILED: "could not be delivered",
}


def explain_message(session: Session, shop: Shop, id: str) -> list[str]:
    """The story of one message, oldest first; empty if there is no such message."""
    row = session.scalars(select(Message).where(Message.shop_id == shop.id, Message.id == id)).one_or_none()
    if row is None:
        return []
    lines = [_headline(row)]
    for step in session.scalars(
        select(Transition)
        .where(Transition.shop_id == shop.id, Transition.message_id == id)
        .order_by(Transition.version)
    ):
        why = f": {sentence(step.reason, words(row.due_at, row.time_zone))}" if step.reason else ""
        lines.append(f"  {words(step.at, row.time_zone)}  {step.to_state}{why}")
    for one in row.trace:
        if one["verdict"] != "allow":
            until = one["until"] and words(datetime.fromisoformat(one["until"]), row.time_zone)
            lines.append(f"  rule {one['rule']}: {one['verdict']}, {sentence(one['reason'], until)}")
    return lines


def explain_customer(encore: Encore, session: Session, shop: Shop, customer_id: int) -> list[str]:
    """Every message of a customer in one line each, then what no flow plans and why."""
    rows = session.scalars(
        select(Message)
        .where(Message.shop_id == shop.id, Message.customer_id == customer_id)
        .order_by(Message.planned_at, Message.id)
    ).all()
    lines = [sentence("paused")] if shop.paused_at is not None else []
    lines += [_headline(row) for row in rows]
    now = encore.clock.now()
    who = subject_of(customer_id, "")
    dossier = load(session, shop, [who], now).get(who)
    if dossier is None:
        return [*lines, "This customer is not known here."]
    planned = {(row.flow, row.about) for row in rows}
    for flow, about, reason in never_planned(encore, shop, dossier, planned, now):
        lines.append(f"{flow} about {about}: {sentence(reason)}" if about else f"{flow}: {sentence(reason)}")
    return lines


def _headline(row: Any) -> str:
    due, accepted = words(row.due_at, row.time_zone), words(row.accepted_at or row.due_at, row.time_zone)
    told = _STATES[State(row.state)].format(due=due, accepted=accepted)
    why = f": {sentence(row.reason, due)}" if row.reason else "."
    return f"{row.flow} by {row.channel} about {row.about} ({row.id}) {told}{why}"


def never_planned(
    encore: Encore, shop: Shop, dossier: Dossier, planned: Collection[tuple[str, str]], now: datetime
) -> Iterator[tuple[str, str, str]]:
    """(flow, about, reason code) of everything for which no message is planned. Flows are pure: asked again with
    today's facts, they say why. `planned` holds (flow, about) of what is; about is "" for a flow that is off."""
    for name, flow in encore.flows.items():
        if name not in shop.flows_on_since:
            yield name, "", "flow_off"
            continue
        for order in dossier.orders:
            about = about_order(order.id)
            if (name, about) not in planned and flow.is_about_orders:
                yield from ((name, about, reason) for reason in _asked(flow, shop, dossier, about, now))


def _asked(flow: Flow, shop: Shop, dossier: Dossier, about: str, now: datetime) -> Iterator[str]:
    decisions = flow.decide(Due(about, now), dossier.profile(flow, about), shop.settings.flow(flow.name))
    first = next((one for one in decisions if one.step == 0), None)
    if first is None:
        yield "waiting_for_delivery"
    elif not isinstance(first, Plan):
        yield first.reason
    elif first.until <= now:
        yield "stale"


def words(at: datetime, zone_name: str) -> str:
    """A moment as a person reads it, in that zone and with its name."""
    return f"{format_datetime(local(at, zone_name), 'EEE d MMM y HH:mm', locale='en')} {zone_name}"
