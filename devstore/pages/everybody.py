"""All customers, as lists of them are sorted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore.model.people import Customer


def by_name(session: Session) -> list[Customer]:
    return sorted(session.scalars(select(Customer)), key=lambda row: (row.shown_name.casefold(), row.id))
