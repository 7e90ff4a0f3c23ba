"""Cases: opened by what customers say, seen to by the staff. While one is open the customer gets no promotion, and
questions about reviews wait (plugin.policy.case_open, plugin.flows.trouble); when it closes, what waited is woken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, literal, select, update

from plugin.errors import EncoreError
from plugin.events import CaseClosed
from plugin.flows.flow import about_order
from plugin.help_desk import case_told
from plugin.model.case import CaseEntry, CaseState, Cause, EntryKind, SupportCase
from plugin.model.message import Message, State
from plugin.model.order import Order, Refund
from plugin.working_hours import after_working

if TYPE_CHECKING:  # projecting opens cases
    from plugin.projection.work import Work

ANSWER_WITHIN = timedelta(hours=4)  # working hours
HELD_BY_CASE = "case_open"
TEXT_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Came:
    """How something that was said came here: by mail, from another address than ours went to, without so many
    attachments."""

    by_mail: bool = False
    from_elsewhere: bool = False
    left_out: int = 0


HERE = Came()


class CaseChanged(EncoreError):
    """The case is not as it was shown any more: somebody else was faster, or the customer wrote again."""


def open_case(
    work: Work, *, customer_id: int | None, order_id: int | None, cause: Cause, text: str | None, at: datetime,
    message_id: str | None = None, once: str | None = None, came: Came = HERE,
) -> str:  # fmt: skip
    """The id of the case in which this is now the last entry: the open one of that cause about the same thing, else a
    new one. `once` names the fact: the same name again adds nothing."""
    fact = _fact(work, once)
    told_in = _case_told(work, fact)
    if told_in is not None:
        return told_in
    about = about_order(order_id) if order_id is not None else ""
    id = _open_of(work, customer_id, order_id, cause, about) or _new(
        work, customer_id, order_id, cause, about, at, message_id
    )
    _say(work, id, EntryKind.SAID, at, text, message_id=message_id, fact=fact, came=came)
    return id


def goes_on(
    work: Work, id: str, *, text: str | None, at: datetime, message_id: str, once: str, came: Came = HERE
) -> bool:
    """What a customer says to a message about this case is its last entry, and a case that was closed is open again.
    False where there is no such case. `once` as for `open_case`."""
    fact = _fact(work, once)
    if _case_told(work, fact) is not None:
        return True
    state = work.session.scalar(
        select(SupportCase.state).where(SupportCase.shop_id == work.shop.id, SupportCase.id == id).with_for_update()
    )
    if state is None:
        return False
    columns = _opened_again(work) if state == CaseState.CLOSED.value else None
    _say(work, id, EntryKind.SAID, at, text, message_id=message_id, fact=fact, columns=columns, came=came)
    return True


def add_entry(
    work: Work, id: str, kind: EntryKind, *, user_id: str, text: str | None = None, message_id: str | None = None,
    seen: int | None = None, columns: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """One line more by a member of staff, and the columns of the case that it sets; the line's number. `seen` is the
    version they looked at (None: any). Raises KeyError where there is no such case, CaseChanged."""
    version = _version(work, id)
    if seen is not None and version != seen:
        raise CaseChanged(f"case {id} has changed")
    if kind is EntryKind.ANSWERED:
        first = (SupportCase.shop_id == work.shop.id, SupportCase.id == id, SupportCase.first_answer_at.is_(None))
        work.session.execute(update(SupportCase).where(*first).values(first_answer_at=work.now))
        columns = {**(columns or {}), "is_waiting": False}
    return _say(work, id, kind, work.now, text, user_id=user_id, message_id=message_id, columns=columns)


def assign(work: Work, id: str, owner: str | None, *, user_id: str, seen: int) -> None:
    """That member of staff sees to it, or nobody. Raises KeyError, CaseChanged."""
    add_entry(work, id, EntryKind.ASSIGNED, user_id=user_id, text=owner, seen=seen, columns={"owner": owner})


def close(work: Work, id: str, *, user_id: str, seen: int) -> CaseClosed | None:
    """It is done; what waited for it is looked at again at once. Returns what flows are to hear of it, None for a
    guest's. Raises KeyError, CaseChanged."""
    closed = {"state": CaseState.CLOSED.value, "closed_at": work.now}
    add_entry(work, id, EntryKind.CLOSED, user_id=user_id, seen=seen, columns=closed)
    customer_id = wake_waiting(work, id)
    return None if customer_id is None else CaseClosed(id, customer_id, work.now)


def reopen(work: Work, id: str, *, user_id: str, seen: int) -> None:
    """It was not done after all. Raises KeyError, CaseChanged."""
    add_entry(work, id, EntryKind.REOPENED, user_id=user_id, seen=seen, columns=_opened_again(work))


def due_at(work: Work, at: datetime) -> datetime:
    return after_working(at, ANSWER_WITHIN, work.shop.time_zone)


def wake_waiting(work: Work, id: str) -> int | None:
    """The messages that this case's customer has waiting for it are due to be judged again; returns the customer."""
    row = work.session.execute(
        select(SupportCase.customer_id, SupportCase.order_id).where(
            SupportCase.shop_id == work.shop.id, SupportCase.id == id
        )
    ).one()
    theirs = Message.customer_id == row.customer_id if row.customer_id else Message.about == about_order(row.order_id)
    held = (Message.shop_id == work.shop.id, Message.state == State.HELD.value, Message.reason == HELD_BY_CASE)
    work.session.execute(update(Message).where(*held, theirs).values(wake_at=work.now))
    customer_id: int | None = row.customer_id
    return customer_id


def value_at_risk(work: Work, customer_id: int | None, order_id: int | None) -> int:
    """Minor units of the shop's currency that orders brought in so far, less what was paid back."""
    theirs = Order.customer_id == customer_id if customer_id is not None else Order.id == order_id
    counts = (
        Order.shop_id == work.shop.id, theirs, Order.paid_at.is_not(None), Order.cancelled_at.is_(None),
        Order.is_test.is_(False), Order.currency == work.shop.currency,
    )  # fmt: skip
    paid = work.session.scalar(select(func.coalesce(func.sum(Order.total), 0)).where(*counts))
    of_them = select(Order.id).where(*counts)
    back = work.session.scalar(
        select(func.coalesce(func.sum(Refund.amount), 0)).where(
            Refund.shop_id == work.shop.id, Refund.order_id.in_(of_them)
        )
    )
    return max(0, int(paid or 0) - int(back or 0))


def forget_cases(work: Work, customer_ids: Collection[int], order_ids: Collection[int]) -> None:
    """Nobody's any more: figures stay, words go."""
    theirs = of_people(customer_ids, order_ids)
    ids = list(work.session.scalars(select(SupportCase.id).where(SupportCase.shop_id == work.shop.id, theirs)))
    entries = (CaseEntry.shop_id == work.shop.id, CaseEntry.case_id.in_(ids))
    work.session.execute(update(CaseEntry).where(*entries, CaseEntry.kind != EntryKind.ASSIGNED).values(text=None))
    mine = (SupportCase.shop_id == work.shop.id, SupportCase.id.in_(ids))
    nobody = {"customer_id": None, "order_id": None, "about": "", "state": CaseState.CLOSED.value}
    closed_at = func.coalesce(SupportCase.closed_at, literal(work.now, SupportCase.closed_at.type))
    work.session.execute(update(SupportCase).where(*mine).values(**nobody, closed_at=closed_at))


def of_people(customer_ids: Collection[int], order_ids: Collection[int]) -> ColumnElement[bool]:
    return SupportCase.customer_id.in_(customer_ids) | SupportCase.order_id.in_(order_ids)


def _opened_again(work: Work) -> dict[str, Any]:
    return {"state": CaseState.OPEN.value, "closed_at": None, "due_at": due_at(work, work.now), "is_waiting": True}


def _fact(work: Work, once: str | None) -> str | None:
    return work.keys.name("case_entry", once, 12).hex() if once is not None else None


def _case_told(work: Work, fact: str | None) -> str | None:
    """The case in which this fact is an entry already."""
    if fact is None:
        return None
    known = select(CaseEntry.case_id).where(CaseEntry.shop_id == work.shop.id, CaseEntry.fact == fact)
    return work.session.scalars(known).first()


def _open_of(work: Work, customer_id: int | None, order_id: int | None, cause: Cause, about: str) -> str | None:
    theirs = SupportCase.customer_id == customer_id if customer_id is not None else SupportCase.order_id == order_id
    same = (SupportCase.cause == cause.value, SupportCase.about == about, SupportCase.state == CaseState.OPEN.value)
    found = select(SupportCase.id).where(SupportCase.shop_id == work.shop.id, theirs, *same)
    return work.session.scalars(found.order_by(SupportCase.opened_at, SupportCase.id).with_for_update()).first()


def _new(
    work: Work, customer_id: int | None, order_id: int | None, cause: Cause, about: str, at: datetime,
    message_id: str | None,
) -> str:  # fmt: skip
    id = work.keys.name("case", f"{cause}.{customer_id}.{about}.{at.isoformat()}", 12).hex()
    row = {
        "shop_id": work.shop.id, "id": id, "customer_id": customer_id, "order_id": order_id, "message_id": message_id,
        "about": about, "cause": cause.value, "state": CaseState.OPEN.value, "owner": None,
        "value": value_at_risk(work, customer_id, order_id), "currency": work.shop.currency, "opened_at": at,
        "due_at": due_at(work, at), "is_waiting": True, "version": 0,
    }  # fmt: skip
    work.insert_new(SupportCase, [row])
    return id


def _version(work: Work, id: str) -> int:
    """Of a case that nobody else changes until this transaction ends. Raises KeyError."""
    mine = (SupportCase.shop_id == work.shop.id, SupportCase.id == id)
    version = work.session.scalar(select(SupportCase.version).where(*mine).with_for_update())
    if version is None:
        raise KeyError(id)
    return version


def _say(
    work: Work, id: str, kind: EntryKind, at: datetime, text: str | None, *, user_id: str | None = None,
    message_id: str | None = None, fact: str | None = None, columns: dict[str, Any] | None = None, came: Came = HERE,
) -> int:  # fmt: skip
    number = _version(work, id) + 1
    row = {
        "shop_id": work.shop.id, "case_id": id, "number": number, "kind": kind.value, "at": at, "user_id": user_id,
        "text": work.keys.seal("case_entry.text", f"{id}.{number}", (text or "").strip()[:TEXT_LIMIT] or None),
        "message_id": message_id, "fact": fact, "by_mail": came.by_mail, "from_elsewhere": came.from_elsewhere,
        "left_out": came.left_out,
    }  # fmt: skip
    work.insert(CaseEntry, [row])
    mine = (SupportCase.shop_id == work.shop.id, SupportCase.id == id)
    work.session.execute(update(SupportCase).where(*mine).values(version=number, **(columns or {})))
    if kind is EntryKind.SAID:  # who waits already is due as before
        values = {"is_waiting": True, "due_at": due_at(work, at)}
        work.session.execute(update(SupportCase).where(*mine, SupportCase.is_waiting.is_(False)).values(**values))
    case_told(work, id, number, kind, at)
    return number
