"""One message of the outbox: what it says, where it stands, and what happened to it from its plan on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.desk.act import BY_STAFF, seen_of
from plugin.desk.who import Who, names_of
from plugin.events import Channel
from plugin.model.message import Message, MessageEvent, State, Transition
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: a change of state (`kind` is the state), something that was reported, or something
    that staff did (`kind` is what)."""

    at: datetime
    source: str  # "ledger", "staff", or the provider that reported
    kind: str
    reason: str | None = None  # of a change of state
    by: str | None = None  # the user id of who did it


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule said when it was asked last."""

    rule: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """What it says: frozen when it was first handed over. HTML None: a text, or not kept any more."""

    subject: str | None
    text: str | None
    html: str | None


@dataclass(frozen=True, slots=True)
class OneMessage:
    id: str
    seen: str  # for `moves.Act`
    flow: str
    step: int
    channel: Channel
    about: str
    state: State
    reason: str | None
    outcome: str | None
    due_at: datetime
    useful_until: datetime
    accepted_at: datetime | None
    sent_at: datetime | None
    chosen_at: datetime | None
    zone: str  # the recipient's
    attempts: int
    provider: str | None
    segments: int | None
    code: str | None
    who: Who
    letter: Letter
    story: list[Happened]
    objections: list[Objection]


def one_message(session: Session, shop: Shop, id: str) -> OneMessage | None:
    """The message; None if the shop has none of that id."""
    row = session.scalars(select(Message).where(Message.shop_id == shop.id, Message.id == id)).one_or_none()
    if row is None:
        return None
    people = names_of(session, shop, {row.customer_id} if row.customer_id is not None else set())
    who = people.get(row.customer_id or 0, Who(row.customer_id, ""))
    return OneMessage(
        id=row.id, seen=seen_of(row), flow=row.flow, step=row.step, channel=Channel(row.channel), about=row.about,
        state=State(row.state), reason=row.reason, outcome=row.outcome, due_at=row.due_at,
        useful_until=row.useful_until, accepted_at=row.accepted_at, sent_at=row.sent_at, chosen_at=row.chosen_at,
        zone=row.time_zone, attempts=row.attempts, provider=row.provider, segments=row.segments, code=row.code,
        who=who.at(shop.keys.open("message.to", row.id, row.to)), letter=_letter(shop, row),
        story=_story(session, shop, row.id), objections=[_objection(one) for one in row.trace if _objects(one)],
    )  # fmt: skip


def _letter(shop: Shop, row: Message) -> Letter:
    opened = shop.keys.open
    return Letter(
        subject=opened("message.subject", row.id, row.subject),
        text=opened("message.text", row.id, row.text),
        html=_html(shop, row),
    )


def _html(shop: Shop, row: Message) -> str | None:
    """The HTML part exactly as it was handed over."""
    if row.payload is None or row.channel != Channel.EMAIL:
        return None
    raw = shop.keys.open_bytes("message.payload", row.id, row.payload)
    part = message_from_bytes(raw, _class=EmailMessage, policy=policy.default).get_body(("html",))
    return None if part is None else str(part.get_content())


def _story(session: Session, shop: Shop, id: str) -> list[Happened]:
    """Oldest first; of things of one moment what a person did stands before what followed from it."""
    steps = session.execute(
        select(Transition.at, Transition.to_state, Transition.reason)
        .where(Transition.shop_id == shop.id, Transition.message_id == id)
        .order_by(Transition.version)
    )
    events = session.execute(
        select(MessageEvent.at, MessageEvent.provider, MessageEvent.kind, MessageEvent.detail)
        .where(MessageEvent.shop_id == shop.id, MessageEvent.message_id == id)
        .order_by(MessageEvent.at)
    )
    told = [_event(row) for row in events]
    told += [Happened(row.at, "ledger", row.to_state, row.reason) for row in steps]
    return sorted(told, key=lambda one: (one.at, one.source != BY_STAFF))


def _event(row: Any) -> Happened:
    """What a provider said in its own words may name the recipient, so it is not shown."""
    is_ours = row.provider == BY_STAFF
    return Happened(row.at, row.provider, row.kind, by=row.detail if is_ours else None)


def _objects(one: dict[str, Any]) -> bool:
    return one["verdict"] != "allow" and bool(one["reason"])


def _objection(one: dict[str, Any]) -> Objection:
    return Objection(one["rule"], one["reason"], datetime.fromisoformat(one["until"]) if one["until"] else None)
