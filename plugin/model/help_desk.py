"""The shop's help desk: where it is told of cases and reviews, and what it was told or is still to be told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Sealed, Word
from plugin.model.base import Tenant


class Fact(StrEnum):
    """What a help desk can be told."""

    CASE_OPENED = "case_opened"
    CUSTOMER_WROTE = "customer_wrote"  # again, in a case that is there
    CASE_ANSWERED = "case_answered"
    CASE_CLOSED = "case_closed"
    LOW_SCORE = "low_score"
    REVIEW_SUBMITTED = "review_submitted"
    TEST = "test"  # a member of staff wanted to see whether it arrives


class HelpDesk(Tenant):
    """One of a shop, where it has one. `failures` are those in a row; too many, and it is stopped until a person
    switches it on again."""

    __tablename__ = "help_desk"

    address: Mapped[bytes] = mapped_column(Sealed)  # it may hold a secret of the other side
    secret: Mapped[bytes] = mapped_column(Sealed)  # signs what is told
    told: Mapped[list[str]] = mapped_column(Json)  # which facts
    with_words: Mapped[bool]  # the customer's name, and what was written
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]  # before that it is told nothing
    stopped_at: Mapped[datetime | None]
    answer: Mapped[int | None]  # HTTP status of the last failure; None: there was no answer
    problem: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)  # +1 with every change by a person


class HelpDeskFact(Tenant):
    """A fact that is told once the other side has taken it. `wake_at` None: it has, or it never will."""

    __tablename__ = "help_desk_fact"
    __table_args__ = (
        Index("ix_help_desk_fact_due", "shop_id", "wake_at"),
        Index("ix_help_desk_fact_customer", "shop_id", "customer_id"),
        Index("ix_help_desk_fact_at", "shop_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of the kind and what it tells: twice is once
    kind: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]  # when it happened
    case_id: Mapped[str | None] = mapped_column(Word)
    customer_id: Mapped[int | None]
    order_id: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)  # numbers and codes; no name, address or text of a person
    written_in: Mapped[str | None] = mapped_column(Word)  # table and key of what was written: "review.1a2b"
    wake_at: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(Word)
    tries: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    answer: Mapped[int | None]  # HTTP status of the last try
    problem: Mapped[str | None] = mapped_column(Text)
