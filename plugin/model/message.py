"""The ledger: every message that was ever planned, its states and everything that happened to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Sealed, Word
from plugin.model.base import Tenant


class State(StrEnum):
    """What our duty is (trust: message life). What a provider reports later is `outcome`."""

    PLANNED = "planned"
    HELD = "held"
    SENDING = "sending"
    RETRY = "retry"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


_DROPPED = frozenset({State.SUPPRESSED, State.EXPIRED, State.CANCELLED})
MAY_GO_TO: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.HELD, State.SENDING, *_DROPPED}),
    State.HELD: frozenset({State.PLANNED, *_DROPPED}),
    State.SENDING: frozenset({State.ACCEPTED, State.RETRY, State.FAILED, State.UNKNOWN}),
    State.RETRY: frozenset({State.HELD, State.SENDING, State.FAILED, *_DROPPED}),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.RETRY, State.FAILED}),
    State.ACCEPTED: frozenset(),
    State.SUPPRESSED: frozenset(),
    State.EXPIRED: frozenset(),
    State.CANCELLED: frozenset(),
    State.FAILED: frozenset(),
}
OPEN = frozenset({State.PLANNED, State.HELD, State.RETRY})  # nothing may have left; may still be dropped
FINAL = frozenset(state for state, nexts in MAY_GO_TO.items() if not nexts)
COUNTS = frozenset({State.SENDING, State.UNKNOWN, State.ACCEPTED})  # against the attention budget


class Message(Tenant):
    """`plan_key` names what was planned (flow:about:step, with the channel where each channel gets one);
    `dedupe_key` what goes out (flow:about:step:channel). `wake_at` is when to look next; None: never."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("shop_id", "plan_key"),
        UniqueConstraint("shop_id", "dedupe_key"),
        Index("ix_message_due", "shop_id", "channel", "rank", "wake_at"),
        Index("ix_message_customer", "shop_id", "customer_id"),
        Index("ix_message_about", "shop_id", "about"),
        Index("ix_message_address", "shop_id", "to_hash"),
        Index("ix_message_state", "shop_id", "state", "wake_at"),
        Index("ix_message_flow", "shop_id", "flow", "due_at"),
        Index("ix_message_listed", "shop_id", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)
    flow: Mapped[str] = mapped_column(Word)
    step: Mapped[int]
    channel: Mapped[str] = mapped_column(Word)
    purpose: Mapped[str] = mapped_column(Word)
    rank: Mapped[int] = mapped_column(SmallInteger)  # 0 service, 1 feedback, 2 promotional
    customer_id: Mapped[int | None]
    about: Mapped[str] = mapped_column(Text)
    plan_key: Mapped[str] = mapped_column(Text)
    dedupe_key: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Word)
    reason: Mapped[str | None] = mapped_column(Word)
    outcome: Mapped[str | None] = mapped_column(Word)
    version: Mapped[int]
    chain: Mapped[str] = mapped_column(Word)  # digest of the newest transition
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    chosen_at: Mapped[datetime | None]  # when a person wants it to go; it stands in for the flow's own time
    wake_at: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(Word)
    time_zone: Mapped[str] = mapped_column(Word)
    attempts: Mapped[int] = mapped_column(default=0)
    first_sent_at: Mapped[datetime | None]  # when `sending` was first committed
    sent_at: Mapped[datetime | None]  # … and of the newest attempt
    accepted_at: Mapped[datetime | None]
    provider: Mapped[str | None] = mapped_column(Word)
    provider_id: Mapped[str | None] = mapped_column(Text)
    absent: Mapped[int] = mapped_column(default=0)  # how often the provider said it has not got it
    sender: Mapped[str | None] = mapped_column(Text)
    to: Mapped[bytes | None] = mapped_column("to_sealed", Sealed)
    to_hash: Mapped[str | None] = mapped_column(Word)
    subject: Mapped[bytes | None] = mapped_column(Sealed)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    payload: Mapped[bytes | None] = mapped_column(Sealed)  # the frozen bytes of every attempt
    links: Mapped[list[str] | None] = mapped_column(Json)  # targets of its click links
    segments: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(Word)
    code_starts_at: Mapped[datetime | None]
    code_ends_at: Mapped[datetime | None]
    product_ids: Mapped[list[int]] = mapped_column(Json)
    line_ids: Mapped[list[int]] = mapped_column(Json)
    trace: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class Transition(Tenant):
    """One change of state, append-only; `chain` digests it together with the one before."""

    __tablename__ = "message_transition"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "message_id"], ["message.shop_id", "message.id"], ondelete="CASCADE"),
    )

    message_id: Mapped[str] = mapped_column(Word, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_state: Mapped[str | None] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    reason: Mapped[str | None] = mapped_column(Word)
    at: Mapped[datetime]
    chain: Mapped[str] = mapped_column(Word)


class MessageEvent(Tenant):
    """What was reported about a message after it was accepted."""

    __tablename__ = "message_event"
    __table_args__ = (Index("ix_message_event_message", "shop_id", "message_id"),)

    provider: Mapped[str] = mapped_column(Word, primary_key=True)
    provider_event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    message_id: Mapped[str] = mapped_column(Word)
    kind: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]
    detail: Mapped[str | None] = mapped_column(Text)


class Code(Tenant):
    """A discount code: bound to one customer, one use. Its terms are as they were first asked for. `worth` and
    `taken_off` are minor units of the shop's currency."""

    __tablename__ = "code"
    __table_args__ = (
        Index("ix_code_customer", "shop_id", "customer_id", "starts_at", "code"),
        Index("ix_code_listed", "shop_id", "starts_at", "code"),
        Index("ix_code_message", "shop_id", "message_id"),
        Index("ix_code_live", "shop_id", "ends_at"),
        Index("ix_code_end", "shop_id", "end_at"),
        Index("ix_code_asked", "shop_id", "asked_at"),
    )

    code: Mapped[str] = mapped_column(Word, primary_key=True)
    message_id: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int]
    percent: Mapped[int]
    combines: Mapped[bool]  # with other discounts at the checkout
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    worth: Mapped[int]  # what it will probably take off (plugin.spending)
    asked_at: Mapped[datetime]  # when it was written down, before the platform was asked
    platform_id: Mapped[str | None] = mapped_column(Text)  # None: the platform has not said yes yet
    issued_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]  # when the platform is to be told that it ends; None: no need
    end_reason: Mapped[str | None] = mapped_column(Word)  # plugin.code_ends.EndReason
    end_tries: Mapped[int] = mapped_column(default=0)
    void_at: Mapped[datetime | None]  # it works no longer
    used_at: Mapped[datetime | None]
    used_by_order: Mapped[int | None]
    taken_off: Mapped[int | None]  # by the order that used it; None: not used, or not told


class Breaker(Tenant):
    """A sender that a provider refuses: nothing goes there until `opens_at`."""

    __tablename__ = "breaker"

    provider: Mapped[str] = mapped_column(Word, primary_key=True)
    opens_at: Mapped[datetime | None]
    recent: Mapped[str] = mapped_column(Text)  # the last 20 answers, newest last: "+" accepted, "-" failed
    reason: Mapped[str | None] = mapped_column(Text)
