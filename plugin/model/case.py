"""Cases: what somebody of the staff has to see to for a customer, and what was said in each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class Cause(StrEnum):
    """Why a case was opened."""

    LOW_SCORE = "low_score"
    PROBLEM_TOLD = "problem_told"
    REPLY = "reply"
    CALL = "call"
    REVIEW = "review"
    PARCEL = "parcel"
    BY_HAND = "by_hand"


# Customers know of these without being answered: they told us what was wrong, and await something.
TOLD_BY_CUSTOMER = frozenset({Cause.PROBLEM_TOLD, Cause.REPLY, Cause.CALL})


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class EntryKind(StrEnum):
    """What a line of a case is. The customer said the first; the staff did the others."""

    SAID = "said"
    NOTED = "noted"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    REOPENED = "reopened"


class SupportCase(Tenant):
    """`about` is what it is about (`order:<id>`, or "" for the customer as such): while a case of one cause about one
    thing is open, the same again is an entry of it. `value` is what the customer has paid so far, less refunds."""

    __tablename__ = "support_case"
    __table_args__ = (
        Index("ix_support_case_customer", "shop_id", "customer_id", "state"),
        Index("ix_support_case_order", "shop_id", "order_id", "state"),
        Index("ix_support_case_state", "shop_id", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)
    customer_id: Mapped[int | None]  # None: a guest, or somebody who was erased
    order_id: Mapped[int | None]
    message_id: Mapped[str | None] = mapped_column(Word)  # that they answered
    about: Mapped[str] = mapped_column(Word)
    cause: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    owner: Mapped[str | None] = mapped_column(Word)  # a member of staff
    value: Mapped[int]  # minor units
    currency: Mapped[str] = mapped_column(Word)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    is_waiting: Mapped[bool] = mapped_column(default=True)  # the customer, for an answer to what they said last
    first_answer_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)  # +1 with every entry


class CaseEntry(Tenant):
    """One line of a case. Lines are only added; `number` counts them. The last columns say whether a customer's mail
    told it, and how that came: from another address than the one we had written to, without so many attachments."""

    __tablename__ = "case_entry"
    __table_args__ = (Index("ix_case_entry_fact", "shop_id", "fact"),)

    case_id: Mapped[str] = mapped_column(Word, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Word)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    user_id: Mapped[str | None] = mapped_column(Word)  # None: the customer, or Encore
    message_id: Mapped[str | None] = mapped_column(Word)  # by which it was sent
    fact: Mapped[str | None] = mapped_column(Word)  # a keyed hash of what told it: twice is once
    at: Mapped[datetime]
    by_mail: Mapped[bool] = mapped_column(default=False)
    from_elsewhere: Mapped[bool] = mapped_column(default=False)
    left_out: Mapped[int] = mapped_column(default=0)
