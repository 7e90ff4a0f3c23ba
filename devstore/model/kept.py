"""Small things to remember: the clock's offset, switches, the last id of each kind. And metafields of anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from devstore.database import Base, UtcTime

# beyond 2**53, as the ids in Shopify's own samples: whoever reads them as a float finds out here
FIRST_ID = 820_982_911_946_154_500
KIND_STEP = 1_000_000_000_000
_STRIDE = 100  # what belongs to a row (its address, its refund lines) has the numbers in between
_CACHE = "last ids"


class Kept(Base):
    __tablename__ = "kept"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class LastId(Base):
    __tablename__ = "last_id"
    kind: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class Metafield(Base):
    __tablename__ = "metafield"
    owner: Mapped[str] = mapped_column(primary_key=True)  # a gid
    namespace: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]
    value: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


def remembered(session: Session, name: str, otherwise: Any) -> Any:
    row = session.get(Kept, name)
    return otherwise if row is None else row.value


def remember(session: Session, name: str, value: Any) -> None:
    session.merge(Kept(name=name, value=value))


def new_id(session: Session, kind: str) -> int:
    """The next id of a kind ("order", "line" …); kinds never share numbers."""
    row = _counter(session, kind, FIRST_ID + len(_kinds(session)) * KIND_STEP)
    row.number += _STRIDE
    return row.number


def next_number(session: Session, kind: str, first: int) -> int:
    """Counts from `first`, without gaps: order numbers."""
    row = _counter(session, kind, first - 1)
    row.number += 1
    return row.number


def _counter(session: Session, kind: str, start: int) -> LastId:
    kinds = _kinds(session)
    if kind not in kinds:
        kinds[kind] = LastId(kind=kind, number=start)
        session.add(kinds[kind])
    return kinds[kind]


def _kinds(session: Session) -> dict[str, LastId]:
    """Read once a session: a writer is alone."""
    if _CACHE not in session.info:
        session.info[_CACHE] = {row.kind: row for row in session.scalars(select(LastId))}
    return cast(dict[str, LastId], session.info[_CACHE])


def metafield(session: Session, owner: str, namespace: str, key: str) -> Metafield | None:
    return session.get(Metafield, (owner, namespace, key))
