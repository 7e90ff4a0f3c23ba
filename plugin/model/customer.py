"""A customer, their consent ledger, and who must never be written to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Base, SerialId, Tenant


class Customer(Tenant):
    """`id` is the platform's. Personal fields are sealed; `*_hash` are keyed hashes of the normalised value."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_birthday", "shop_id", "birthday_hash"),
        Index("ix_customer_email", "shop_id", "email_hash"),
        Index("ix_customer_phone", "shop_id", "phone_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime | None]  # platform's updated_at of the newest full view
    short_seen_at: Mapped[datetime | None]  # … of the newest short view (inside an order)
    created_at: Mapped[datetime | None]
    email: Mapped[bytes | None] = mapped_column(Sealed)
    email_hash: Mapped[str | None] = mapped_column(Word)
    phone: Mapped[bytes | None] = mapped_column(Sealed)
    phone_hash: Mapped[str | None] = mapped_column(Word)
    first_name: Mapped[bytes | None] = mapped_column(Sealed)
    last_name: Mapped[bytes | None] = mapped_column(Sealed)
    locale: Mapped[str | None] = mapped_column(Word)
    country: Mapped[str | None] = mapped_column(Word)
    province: Mapped[str | None] = mapped_column(Word)
    city: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Word)
    birthday: Mapped[bytes | None] = mapped_column(Sealed)  # "MM-DD"; never a year
    birthday_hash: Mapped[str | None] = mapped_column(Word)
    birthday_known_at: Mapped[datetime | None]
    birthday_told_at: Mapped[datetime | None]  # when they told it themselves; None: the shop told it
    merged_into: Mapped[int | None]
    gone_at: Mapped[datetime | None]


class ConsentEntry(Base):
    """Append-only: what was said about a channel, by whom, when, how we know. The newest wins; a tie is a no."""

    __tablename__ = "consent_entry"
    __table_args__ = (
        UniqueConstraint("shop_id", "fingerprint"),
        Index("ix_consent_entry_customer", "shop_id", "customer_id", "channel"),
        Index("ix_consent_entry_address", "shop_id", "address_hash", "channel"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id", ondelete="CASCADE"))
    customer_id: Mapped[int | None]
    address_hash: Mapped[str | None] = mapped_column(Word)
    channel: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    level: Mapped[str | None] = mapped_column(Word)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    wording: Mapped[str | None] = mapped_column(Text)
    ip_hash: Mapped[str | None] = mapped_column(Word)
    fingerprint: Mapped[str] = mapped_column(Word)  # of everything said; the same statement twice is one entry


class ConsentTelling(Tenant):
    """What a customer told us about a channel, which the shop is to hear. `due_at` None: it knows, or will not be
    told (`problem`). What it is told is read from the ledger of consent."""

    __tablename__ = "consent_telling"
    __table_args__ = (Index("ix_consent_telling_due", "shop_id", "due_at"),)

    customer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(Word, primary_key=True)
    version: Mapped[int] = mapped_column(default=0)  # +1 with every word: one that comes while telling is told too
    due_at: Mapped[datetime | None]
    since: Mapped[datetime]  # when they said what is to be told
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)  # why it was not told; nothing personal
    told_at: Mapped[datetime | None]


class CustomerTelling(Tenant):
    """What the shop's own record of a customer is to show: their birthday, or a tag. `due_at` None: it does, or will
    not (`problem`). What it is told is read from where Encore knows it. `asked` is noted before the shop is asked: by
    it an echo is known, and what is to be taken away again."""

    __tablename__ = "customer_telling"
    __table_args__ = (Index("ix_customer_telling_due", "shop_id", "what", "due_at"),)

    customer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(Word, primary_key=True)  # plugin.telling
    version: Mapped[int] = mapped_column(default=0)  # +1 with every change: one that comes while telling is told too
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)  # why it was not told; nothing personal
    asked: Mapped[str | None] = mapped_column(Word)  # to be shown: a tag, or the keyed hash of a date
    told_at: Mapped[datetime | None]


class Suppression(Tenant):
    """An address that must never be written to on a channel, whatever its owner's consent."""

    __tablename__ = "suppression"

    address_hash: Mapped[str] = mapped_column(Word, primary_key=True)
    channel: Mapped[str] = mapped_column(Word, primary_key=True)
    reason: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]


class Tombstone(Tenant):
    """A keyed hash of somebody (or some order) erased: stops a re-import, tells nothing else."""

    __tablename__ = "tombstone"

    subject_hash: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]


class RequestKind(StrEnum):
    DATA = "data_request"
    REDACT = "redact"


class PrivacyRequest(Tenant):
    """What a customer asked by their right: to be told what is held, or to be erased. The export of a data request
    waits here, sealed, for the merchant; an erasure stays as a line that names nobody."""

    __tablename__ = "privacy_request"
    __table_args__ = (Index("ix_privacy_request_listed", "shop_id", "at"),)

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # keyed hash: the same request twice is one row
    kind: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]  # when it was asked
    done_at: Mapped[datetime | None]  # handed over, or erased
    customer_id: Mapped[int | None]  # of a data request; goes with the customer's erasure
    subject_hash: Mapped[str] = mapped_column(Word)  # keyed, of who asked: what an erasure finds it by
    export: Mapped[bytes | None] = mapped_column(Sealed)  # goes when it has been kept long enough
