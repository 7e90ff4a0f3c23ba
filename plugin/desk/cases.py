"""The worklist of cases, and one case with all that was said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin import cases
from plugin.cases import Came
from plugin.deciding import decide
from plugin.desk.about import order_names
from plugin.desk.case_answers import Fate, fates
from plugin.desk.staff import members
from plugin.desk.who import Who, names_of
from plugin.encore import Encore
from plugin.model.case import CaseEntry, CaseState, Cause, EntryKind, SupportCase
from plugin.projection.work import Work
from plugin.shops import Shop
from plugin.working_hours import worked

PER_PAGE = 50
_REPORTED = timedelta(days=30)
_MOST = 2_000  # cases that the report looks at


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the worklist. `owner` is what the staff call them, "" where nobody sees to it."""

    id: str
    who: Who
    order: str
    cause: Cause
    state: CaseState
    owner: str
    value: int  # minor units
    currency: str
    opened_at: datetime
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Something said or done. `user` is "" where the customer said it; `came` tells of a mail how it came, `fate` of
    an answer that was sent what became of it."""

    kind: EntryKind
    text: str
    user: str
    at: datetime
    came: Came
    fate: Fate | None


@dataclass(frozen=True, slots=True)
class OneCase:
    case: Listed
    version: int
    owner_id: str
    entries: tuple[Entry, ...]  # oldest first
    staff: tuple[tuple[str, str], ...]  # who may be given it: number, name


@dataclass(frozen=True, slots=True)
class Report:
    """Of the last 30 days. The waits for a first answer are working time in the shop's own zone: the middle one, and
    the one that nine of ten do not exceed. None: nothing was answered."""

    opened: int
    answered: int
    first_answer: timedelta | None
    nine_of_ten: timedelta | None


def worklist(session: Session, shop: Shop, state: CaseState, now: datetime, *, page: int = 1) -> list[Listed]:
    """One page: what is worth most first, then what is due first; closed ones by when they were closed."""
    mine = select(SupportCase).where(SupportCase.shop_id == shop.id, SupportCase.state == state.value)
    worth = (SupportCase.value.desc(), SupportCase.due_at, SupportCase.id)
    late = (SupportCase.closed_at.desc(), SupportCase.id)
    ordered = mine.order_by(*(worth if state is CaseState.OPEN else late))
    rows = session.scalars(ordered.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return _listed(session, shop, rows, _staff(session, shop), now)


def of_customer(session: Session, shop: Shop, customer_id: int, now: datetime) -> list[Listed]:
    """The newest of one customer's cases, open and closed."""
    mine = select(SupportCase).where(SupportCase.shop_id == shop.id, SupportCase.customer_id == customer_id)
    newest = mine.order_by(SupportCase.opened_at.desc(), SupportCase.id).limit(PER_PAGE)
    return _listed(session, shop, session.scalars(newest).all(), _staff(session, shop), now)


def counted(session: Session, shop: Shop, now: datetime) -> tuple[int, int, int]:
    """How many are open, overdue and closed."""
    open_ones = (SupportCase.shop_id == shop.id, SupportCase.state == CaseState.OPEN.value)
    late = (*open_ones, SupportCase.due_at < now, SupportCase.is_waiting.is_(True))
    done = (SupportCase.shop_id == shop.id, SupportCase.state == CaseState.CLOSED.value)
    waiting, overdue, closed = (
        session.scalar(select(func.count()).select_from(SupportCase).where(*which)) or 0
        for which in (open_ones, late, done)
    )
    return waiting, overdue, closed


def report(session: Session, shop: Shop, now: datetime) -> Report:
    rows = session.execute(
        select(SupportCase.opened_at, SupportCase.first_answer_at)
        .where(SupportCase.shop_id == shop.id, SupportCase.opened_at > now - _REPORTED)
        .order_by(SupportCase.opened_at.desc())
        .limit(_MOST)
    ).all()
    waits = sorted(
        worked(row.opened_at, row.first_answer_at, shop.time_zone) for row in rows if row.first_answer_at is not None
    )
    return Report(len(rows), len(waits), _not_exceeded(waits, 5), _not_exceeded(waits, 9))


def one_case(session: Session, shop: Shop, id: str, now: datetime) -> OneCase | None:
    row = session.scalar(select(SupportCase).where(SupportCase.shop_id == shop.id, SupportCase.id == id))
    if row is None:
        return None
    staff = _staff(session, shop)
    (listed,) = _listed(session, shop, [row], staff, now)
    entries = session.scalars(
        select(CaseEntry).where(CaseEntry.shop_id == shop.id, CaseEntry.case_id == id).order_by(CaseEntry.number)
    ).all()
    sent = [one.message_id for one in entries if one.kind == EntryKind.ANSWERED.value and one.message_id is not None]
    became = fates(session, shop, sent)
    told = tuple(_entry(shop, one, staff, became) for one in entries)
    return OneCase(listed, row.version, row.owner or "", told, tuple(staff.items()))


def note_answer(encore: Encore, shop: Shop, id: str, text: str, kind: EntryKind, *, user_id: str, seen: int) -> None:
    """What somebody of the staff answered, or notes for the others. Raises KeyError, CaseChanged."""
    with encore.database.write(shop.id) as session:
        work = Work(session, shop, encore.clock.now())
        cases.add_entry(work, id, kind, user_id=user_id, text=text, seen=seen)


def assign(encore: Encore, shop: Shop, id: str, owner: str, *, user_id: str, seen: int) -> None:
    """`owner` "": nobody. Raises KeyError (no such case, nobody of that number), CaseChanged."""
    with encore.database.write(shop.id) as session:
        if owner and owner not in {one.user_id for one in members(session, shop)}:
            raise KeyError(owner)
        cases.assign(Work(session, shop, encore.clock.now()), id, owner or None, user_id=user_id, seen=seen)


def close(encore: Encore, shop: Shop, id: str, *, user_id: str, seen: int) -> None:
    """What waited for it is judged again at once, and flows hear of it. Raises KeyError, CaseChanged."""
    with encore.database.write(shop.id) as session:
        work = Work(session, shop, encore.clock.now())
        closed = cases.close(work, id, user_id=user_id, seen=seen)
        times = decide(work, encore.flows, [closed] if closed is not None else [])
    encore.planned(times)
    encore.wake("outbox_email")
    encore.wake("outbox_sms")


def reopen(encore: Encore, shop: Shop, id: str, *, user_id: str, seen: int) -> None:
    """Raises KeyError, CaseChanged."""
    with encore.database.write(shop.id) as session:
        cases.reopen(Work(session, shop, encore.clock.now()), id, user_id=user_id, seen=seen)


def _not_exceeded(waits: Sequence[timedelta], of_ten: int) -> timedelta | None:
    """The wait that so many of ten do not exceed (nearest rank); they are sorted."""
    return waits[-(-len(waits) * of_ten // 10) - 1] if waits else None


def _staff(session: Session, shop: Shop) -> dict[str, str]:
    """What each member of the staff is called, by their number."""
    return {one.user_id: one.name or f"#{one.user_id}" for one in members(session, shop)}


def _listed(
    session: Session, shop: Shop, rows: Sequence[SupportCase], staff: Mapping[str, str], now: datetime
) -> list[Listed]:
    people = names_of(session, shop, {row.customer_id for row in rows if row.customer_id is not None})
    orders = order_names(session, shop, [row.order_id for row in rows])
    return [
        Listed(
            id=row.id, who=people.get(row.customer_id or 0, Who(row.customer_id, "")),
            order=orders.get(row.order_id or 0, ""), cause=Cause(row.cause), state=CaseState(row.state),
            owner=staff.get(row.owner or "", ""), value=row.value, currency=row.currency, opened_at=row.opened_at,
            due_at=row.due_at, is_overdue=_is_overdue(row, now),
        )
        for row in rows
    ]  # fmt: skip


def _is_overdue(row: SupportCase, now: datetime) -> bool:
    return row.state == CaseState.OPEN.value and row.is_waiting and row.due_at < now


def _entry(shop: Shop, row: CaseEntry, staff: Mapping[str, str], became: Mapping[str, Fate]) -> Entry:
    text = shop.keys.open("case_entry.text", f"{row.case_id}.{row.number}", row.text) or ""
    if row.kind == EntryKind.ASSIGNED.value:
        text = staff.get(text, "")
    user = "" if row.user_id is None else staff.get(row.user_id, f"#{row.user_id}")
    came = Came(row.by_mail, row.from_elsewhere, row.left_out)
    return Entry(EntryKind(row.kind), text, user, row.at, came, became.get(row.message_id or ""))
