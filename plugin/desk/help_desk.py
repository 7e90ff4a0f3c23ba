"""The shop's help desk as its managers see it: where it is, what it is told, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.help_desk import Fact, HelpDesk, HelpDeskFact
from plugin.shops import Shop

LISTED = 20
CHOICES = tuple(fact for fact in Fact if fact is not Fact.TEST)


class State(StrEnum):
    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Desk:
    """As it is set, and how it does: `problem` and the HTTP status of the newest failure, None while all is well."""

    address: str
    told: frozenset[str]
    with_words: bool
    version: int
    stopped_at: datetime | None
    wait_until: datetime | None
    answer: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One fact and what became of it."""

    kind: Fact
    at: datetime
    state: State
    next_at: datetime | None
    told_at: datetime | None
    tries: int  # that failed
    answer: int | None
    problem: str | None


def desk_of(session: Session, shop: Shop) -> Desk | None:
    """None: the shop has none."""
    row = session.scalar(select(HelpDesk).where(HelpDesk.shop_id == shop.id))
    if row is None:
        return None
    return Desk(
        address_of(shop, row), frozenset(row.told), row.with_words, row.version, row.stopped_at, row.wait_until,
        row.answer, row.problem,
    )  # fmt: skip


def newest(session: Session, shop: Shop) -> list[Told]:
    """The last facts, told or not, the newest first."""
    mine = select(HelpDeskFact).where(HelpDeskFact.shop_id == shop.id)
    rows = session.scalars(mine.order_by(HelpDeskFact.at.desc(), HelpDeskFact.id).limit(LISTED))
    return [_told(row) for row in rows]


def address_of(shop: Shop, row: HelpDesk) -> str:
    return shop.keys.open_bytes("help_desk.address", shop.id, row.address).decode()


def _told(row: HelpDeskFact) -> Told:
    done = State.TOLD if row.told_at is not None else State.GIVEN_UP
    state = State.WAITING if row.wake_at is not None else done
    return Told(Fact(row.kind), row.at, state, row.wake_at, row.told_at, row.tries, row.answer, row.problem)
