"""Who of a shop's staff opens Encore, as what, and what they did with what is known about people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class StaffMember(Tenant):
    """The platform tells a number and no name; `name` is what a manager calls them."""

    __tablename__ = "staff_member"

    user_id: Mapped[str] = mapped_column(Word, primary_key=True)  # the platform's
    role: Mapped[str] = mapped_column(Word)
    name: Mapped[bytes | None] = mapped_column(Sealed)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]  # to ten minutes
    version: Mapped[int] = mapped_column(default=1)  # +1 with every change by a person


class Deed(StrEnum):
    INSTALLED = "installed"
    OPENED = "opened"
    LISTED = "listed"  # people by name, on a list
    LOOKED = "looked"  # at one customer, or at a message to one
    EXPORTED = "exported"
    ERASED = "erased"
    GAVE_ROLE = "gave_role"  # to `of_user`
    REMOVED = "removed"  # `of_user` from the staff
    PUBLISHED = "published"  # the reviews that waited
    HID = "hid"  # a review
    SHOWED = "showed"  # one that was hidden
    TOOK_IN = "took_in"  # a file of another app
    TOOK_BACK = "took_back"  # what one had brought
    WROTE_FILE = "wrote_file"  # for another app: `what` says for which
    ANSWERED = "answered"  # a review
    FEATURED = "featured"  # a review, or no longer
    PUBLISHED_QUESTION = "published_question"  # or an answer to one
    HID_QUESTION = "hid_question"  # or an answer to one
    ANSWERED_QUESTION = "answered_question"
    CLEARED = "cleared"  # what visitors reported about a review
    CHANGED = "changed"  # settings: `what` names the fields


ENCORE = "encore"  # by itself, as the settings say
OPERATOR = "operator"  # who works at the console instead of in the admin; no number of the platform's


class AccessEntry(Tenant):
    """One line of the access log. Rows are only ever added, and go when they are old enough. `number` counts the
    shop's lines; `chain` digests the line together with `before`, the chain of the line before it."""

    __tablename__ = "access_entry"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        Index("ix_access_entry_listed", "shop_id", "at", "id"),
        Index("ix_access_entry_user", "shop_id", "user_id", "at"),
        Index("ix_access_entry_subject", "shop_id", "subject_hash", "at"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # random
    at: Mapped[datetime]
    user_id: Mapped[str] = mapped_column(Word)
    deed: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int | None]  # goes with the customer's erasure
    subject_hash: Mapped[str | None] = mapped_column(Word)  # of the customer's id; stays, so that it can be asked for
    of_user: Mapped[str | None] = mapped_column(Word)
    role: Mapped[str | None] = mapped_column(Word)  # that was given
    what: Mapped[str | None] = mapped_column(Text)  # fields that were changed, without values
    number: Mapped[int]
    before: Mapped[str] = mapped_column(Word)
    chain: Mapped[str] = mapped_column(Word)

    @property
    def digested(self) -> tuple[object, ...]:
        """What the chain covers: all but the customer's id, which goes with their erasure."""
        return (
            self.number, self.id, self.at.isoformat(), self.user_id, self.deed,
            self.subject_hash, self.of_user, self.role, self.what,
        )  # fmt: skip
