"""What imports leave behind beside the reviews: people of a file, marks by which a run is undone, a file that
waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Sealed, Word
from plugin.model.base import Tenant


class ImportedPerson(Tenant):
    """What a file says of a person and has no place of its own yet: points and tier for a loyalty program to come,
    and the columns that an export gives back."""

    __tablename__ = "imported_person"
    __table_args__ = (
        Index("ix_imported_person_import", "shop_id", "import_id"),
        Index("ix_imported_person_email", "shop_id", "email_hash"),
        Index("ix_imported_person_customer", "shop_id", "customer_id"),
        Index("ix_imported_person_kind", "shop_id", "kind", "id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # keyed, of kind and person: the same twice is one
    import_id: Mapped[str] = mapped_column(Word)
    kind: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int | None]
    email_hash: Mapped[str | None] = mapped_column(Word)
    phone_hash: Mapped[str | None] = mapped_column(Word)
    points: Mapped[int | None]
    said: Mapped[bytes] = mapped_column(Sealed)  # JSON: the cells of the line (plugin.moving.review_lines.Rest)


CUSTOMER, BIRTHDAY, CONSENT, RATING = "customer", "birthday", "consent", "rating"  # what a mark is of
ABOUT_CUSTOMERS = (CUSTOMER, BIRTHDAY)  # `which` is the number of one


class ImportMark(Tenant):
    """One thing that a run added or changed beside rows that name it, so that undoing finds it."""

    __tablename__ = "import_mark"

    import_id: Mapped[str] = mapped_column(Word, primary_key=True)
    what: Mapped[str] = mapped_column(Word, primary_key=True)  # "customer", "birthday", "consent", "rating"
    which: Mapped[str] = mapped_column(Word, primary_key=True)
    before: Mapped[Any | None] = mapped_column(Json)  # of a rating: what it was; None: not told of the change yet


class ImportFile(Tenant):
    """A file that a person sent through the admin, until its run is over or it was kept for long enough."""

    __tablename__ = "import_file"

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # random; the run has the same
    kind: Mapped[str] = mapped_column(Word)
    name: Mapped[bytes] = mapped_column(Sealed)
    content: Mapped[bytes] = mapped_column(Sealed)
    dates: Mapped[str | None] = mapped_column(Word)  # order of day and month, as the person chose
    added_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]  # a worker is reading it in
