"""What one customer will get in the next days, and why not more: the flows, the rules and the templates themselves,
on a copy of the customer, with a clock that runs ahead. Nothing is sent and nothing is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from plugin.agenda import Agenda
from plugin.deciding import decide
from plugin.desk.one_customer import copy_customer
from plugin.desk.settings import laid_over, tables_of
from plugin.dossier import load, subject_of
from plugin.encore import Encore
from plugin.events import OrderPaid
from plugin.explain import never_planned
from plugin.model.customer import Customer
from plugin.model.message import Message, State
from plugin.model.order import Order
from plugin.projection import Work
from plugin.scratch import Scratch, scratch
from plugin.shops import Shop
from plugin.simulate import spin

DAYS = 90


@dataclass(frozen=True, slots=True)
class Coming:
    """One message as it would turn out. `at`: when it would leave, be dropped, or (`is_open`) be looked at next."""

    id: str
    flow: str
    step: int
    channel: str
    about: str
    at: datetime
    time_zone: str  # the recipient's
    state: State
    reason: str | None
    subject: str | None  # None where nothing is written: it does not go
    text: str | None
    code: str | None
    code_ends_at: datetime | None

    @property
    def goes(self) -> bool:
        return self.state is State.ACCEPTED


@dataclass(frozen=True, slots=True)
class Preview:
    """`coming` in the order of time; `nothing` says (flow, about, reason code) for what no message is planned."""

    begins: datetime
    ends: datetime
    coming: list[Coming]
    nothing: list[tuple[str, str, str]]

    def without(self, flows: Collection[str]) -> Preview:
        """The same, and nothing of these flows."""
        return replace(
            self, coming=[one for one in self.coming if one.flow not in flows],
            nothing=[one for one in self.nothing if one[0] not in flows],
        )  # fmt: skip

    @property
    def abouts(self) -> list[str]:
        """What all of it is about."""
        return [*(one.about for one in self.coming), *(about for _flow, about, _reason in self.nothing)]


def preview(
    encore: Encore, shop: Shop, customer_id: int, *, days: int = DAYS, also_on: Collection[str] = (),
    patch: Mapping[str, Any] | None = None,
) -> Preview | None:  # fmt: skip
    """The next `days` days of one customer, if nothing new happens to them; None if there is no such customer. Flows
    in `also_on` count as switched on for all their orders; `patch` is laid over the shop's settings."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        if session.scalar(select(Customer.id).where(Customer.shop_id == shop.id, Customer.id == customer_id)) is None:
            return None
        tables = tables_of(session, shop)
    on = {**shop.flows_on_since, **dict.fromkeys(also_on, "")}
    with scratch(encore, shop, now, settings=laid_over(tables, patch or {}), flows_on=on, learns=False) as there:
        with encore.database.read(shop.id) as here, there.encore.database.write(shop.id) as session:
            if not copy_customer(shop, customer_id, here, session):
                return None
            before = set(session.scalars(select(Message.id).where(Message.shop_id == shop.id, _is_over())))
        if also_on or patch:
            _plan_anew(there, customer_id)
        nothing = _nothing(there, customer_id)
        ends = now + timedelta(days=days)
        with there.encore.database.joined():
            spin(there.clock, Agenda(there.encore), ends)
        return Preview(now, ends, _coming(there, customer_id, before), nothing)


def _is_over() -> Any:
    """Handed over before, or already decided: no news."""
    done = [state.value for state in State if state not in {State.PLANNED, State.HELD, State.RETRY}]
    return Message.state.in_(done)


def _plan_anew(there: Scratch, customer_id: int) -> None:
    """Ask the flows about every order once more: what they would have planned had they been asked before."""
    with there.encore.database.write(there.shop.id) as session:
        orders = session.scalars(
            select(Order.id).where(Order.shop_id == there.shop.id, Order.customer_id == customer_id)
        ).all()
        now = there.clock.now()
        decide(Work(session, there.shop, now), there.encore.flows, [OrderPaid(order, now) for order in orders])


def _nothing(there: Scratch, customer_id: int) -> list[tuple[str, str, str]]:
    with there.encore.database.read(there.shop.id) as session:
        planned = {
            (flow, about)
            for flow, about in session.execute(
                select(Message.flow, Message.about).where(
                    Message.shop_id == there.shop.id, Message.customer_id == customer_id
                )
            )
        }
        now = there.clock.now()
        who = subject_of(customer_id, "")
        dossier = load(session, there.shop, [who], now)[who]
        return list(never_planned(there.encore, there.shop, dossier, planned, now))


def _coming(there: Scratch, customer_id: int, before: Collection[str]) -> list[Coming]:
    with there.encore.database.read(there.shop.id) as session:
        rows = session.scalars(
            select(Message).where(Message.shop_id == there.shop.id, Message.customer_id == customer_id)
        ).all()
        return sorted(_as_coming(there.shop, rows, before), key=lambda one: (one.at, one.flow, one.step))


def _as_coming(shop: Shop, rows: Collection[Message], before: Collection[str]) -> Iterator[Coming]:
    for row in rows:
        if row.id in before:
            continue
        yield Coming(
            id=row.id, flow=row.flow, step=row.step, channel=row.channel, about=row.about,
            at=row.first_sent_at or row.due_at, time_zone=row.time_zone, state=State(row.state), reason=row.reason,
            subject=shop.keys.open("message.subject", row.id, row.subject),
            text=shop.keys.open("message.text", row.id, row.text), code=row.code, code_ends_at=row.code_ends_at,
        )  # fmt: skip
