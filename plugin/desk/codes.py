"""The discount codes of a shop: whose, from which message, valid when, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from plugin.code_ends import EndReason, end_codes
from plugin.desk.about import order_names
from plugin.desk.asked import id_in
from plugin.desk.place import place_in, place_of
from plugin.desk.who import Who, names_of
from plugin.encore import Encore
from plugin.flows.flow import order_in
from plugin.flows.registry import FLOWS
from plugin.model.message import Code, Message
from plugin.shops import Shop

log = structlog.get_logger()

PER_PAGE = 50
COUNTED = 10_000  # the newest so many codes are counted
_PLACE = re.compile(r"(\d{1,16})-([A-Za-z0-9_.-]{1,64})")


class CodeState(StrEnum):
    """What a code is worth at a moment; the first that fits."""

    USED = "used"
    VOID = "void"
    ENDING = "ending"  # Shopify has not confirmed yet that it works no longer
    NOT_ISSUED = "not_issued"  # written down, and Shopify has not said yes yet
    OVER = "over"
    SOON = "soon"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which codes; "" and None mean any."""

    state: str = ""
    flow: str = ""
    customer_id: int | None = None
    without: tuple[str, ...] = ()  # flows that are left out (plugin.desk.hidden)


@dataclass(frozen=True, slots=True)
class Shown:
    """One code. `about` is what its message is about; `used_by` the number of the order that used it."""

    code: str
    who: Who
    flow: str | None
    about: str
    message_id: str
    percent: int
    starts_at: datetime
    ends_at: datetime
    state: CodeState
    used_at: datetime | None
    used_by: str | None
    end_reason: str | None  # plugin.code_ends.EndReason

    @property
    def can_be_ended(self) -> bool:
        return self.state in {CodeState.SOON, CodeState.VALID}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Shown]
    after: str | None  # where the next page begins; None: this is the last
    orders: Mapping[int, str]  # numbers of the orders that the messages are about


def choice(state: str = "", flow: str = "", customer: str = "") -> Choice:
    """What an address asks for; what nobody knows counts as not asked."""
    return Choice(
        state if state in set(CodeState) else "", flow if flow in FLOWS and FLOWS[flow].gives_code else "",
        id_in(customer),
    )  # fmt: skip


def listed(
    session: Session, shop: Shop, chosen: Choice, now: datetime, *, after: str = "", per_page: int = PER_PAGE
) -> Page:
    """One page, the newest validity first."""
    rows = _filtered(_codes(shop, now), chosen, now)
    place = place_in(after, _PLACE)
    if place is not None:
        at, code = place
        rows = rows.where(Code.starts_at <= at, or_(Code.starts_at < at, Code.code < code))
    found = session.execute(rows.order_by(Code.starts_at.desc(), Code.code.desc()).limit(per_page + 1)).all()
    shown, more = found[:per_page], found[per_page:]
    people = names_of(session, shop, {row.customer_id for row in shown})
    named = [row.used_by_order for row in shown] + [order_in(row.about or "") for row in shown]
    orders = order_names(session, shop, named)
    after_these = place_of(shown[-1].starts_at, shown[-1].code) if more else None
    return Page([_shown(row, people, orders) for row in shown], after_these, orders)


def counted(session: Session, shop: Shop, chosen: Choice, now: datetime) -> dict[CodeState, int]:
    """How many codes of the flow and customer chosen stand where, among the newest COUNTED of all."""
    newest = _codes(shop, now)
    if chosen.customer_id is not None:
        newest = newest.where(Code.customer_id == chosen.customer_id)
    rows = newest.order_by(Code.starts_at.desc(), Code.code.desc()).limit(COUNTED).subquery()
    wanted = select(rows.c.state, func.count()).group_by(rows.c.state)
    if chosen.flow:
        wanted = wanted.where(rows.c.flow == chosen.flow)
    if chosen.without:
        wanted = wanted.where(_is_none_of(rows.c.flow, chosen.without))
    found = session.execute(wanted)
    counts: dict[str, int] = dict(iter(found))
    return {state: counts.get(state.value, 0) for state in CodeState}


def end(encore: Encore, shop: Shop, message_id: str, *, user_id: str) -> bool:
    """The merchant ends the code of this message; False where it is used or ended already, or about to be. KeyError
    if the shop has no such code."""
    mine = Code.message_id == message_id
    with encore.database.write(shop.id) as session:
        if session.scalar(select(Code.code).where(Code.shop_id == shop.id, mine)) is None:
            raise KeyError(message_id)
        count = end_codes(session, shop.id, EndReason.BY_HAND, encore.clock.now(), mine)
    if count:
        log.info("code ended by hand", shop=shop.domain, message=message_id, user=user_id)
        encore.wake("codes")
    return count > 0


def _codes(shop: Shop, now: datetime) -> Select[Any]:
    return (
        select(
            Code.code, Code.customer_id, Code.message_id, Code.percent, Code.starts_at, Code.ends_at, Code.used_at,
            Code.used_by_order, Code.end_reason, _state(now).label("state"), Message.flow, Message.about,
        )
        .outerjoin(Message, and_(Message.shop_id == Code.shop_id, Message.id == Code.message_id))
        .where(Code.shop_id == shop.id)
    )  # fmt: skip


def _state(now: datetime) -> Any:
    return case(
        (Code.used_at.is_not(None), CodeState.USED.value), (Code.void_at.is_not(None), CodeState.VOID.value),
        (Code.end_at.is_not(None), CodeState.ENDING.value), (Code.issued_at.is_(None), CodeState.NOT_ISSUED.value),
        (Code.ends_at <= now, CodeState.OVER.value), (Code.starts_at > now, CodeState.SOON.value),
        else_=CodeState.VALID.value,
    )  # fmt: skip


def _filtered(rows: Select[Any], chosen: Choice, now: datetime) -> Select[Any]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.state:
        wanted.append(_state(now) == chosen.state)
    if chosen.flow:
        wanted.append(Message.flow == chosen.flow)
    if chosen.without:
        wanted.append(_is_none_of(Message.flow, chosen.without))
    if chosen.customer_id is not None:
        wanted.append(Code.customer_id == chosen.customer_id)
    return rows.where(*wanted)


def _is_none_of(flow: Any, without: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(flow.is_(None), flow.not_in(without))


def _shown(row: Any, people: Mapping[int, Who], orders: Mapping[int, str]) -> Shown:
    return Shown(
        code=row.code, who=people.get(row.customer_id, Who(None, "")), flow=row.flow, about=row.about or "",
        message_id=row.message_id, percent=row.percent, starts_at=row.starts_at, ends_at=row.ends_at,
        state=CodeState(row.state), used_at=row.used_at, used_by=orders.get(row.used_by_order or 0),
        end_reason=row.end_reason,
    )  # fmt: skip
