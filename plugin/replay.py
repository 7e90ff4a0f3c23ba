"""What would have happened in a shop's past with these settings: its own orders, parcels and answers happen again
in a scratch copy, and the flows decide, wait, write and "send" there. The shop is only read.

So that what came before counts (budgets, codes, who was asked already), the replay begins 400 days before the days
that are counted: no flow looks back further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.agenda import Agenda
from plugin.deciding import decide
from plugin.encore import Encore
from plugin.model.message import FINAL, Message, State
from plugin.past import Fact, Write, past, write
from plugin.projection import Work
from plugin.scratch import Scratch, scratch
from plugin.shops import Shop
from plugin.simulate import spin

LOOK_BACK = timedelta(days=400)
Progress = Callable[[int, int], None]
_CHUNK = 500
_MOST_SHOWN = 200  # messages of a flow that are kept to look at
_NOT_SENT = FINAL - {State.ACCEPTED}


@dataclass(slots=True)
class Tally:
    """What became of one flow's messages that were due in the replayed days."""

    sent: Counter[str] = field(default_factory=Counter)  # by channel
    not_sent: Counter[str] = field(default_factory=Counter)  # by reason code
    waiting: int = 0  # still held when the days ended
    codes: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One message behind the figures. `at`: when it left, was dropped, or is due."""

    flow: str
    step: int
    channel: str
    about: str
    at: datetime
    state: State
    reason: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """`begins` to `ends` (exclusive). `orders`: how many of the shop's orders were placed in these days; `messages`:
    the newest that are behind the figures, at most 200 of each flow."""

    begins: datetime
    ends: datetime
    orders: int
    flows: dict[str, Tally]
    messages: list[Shown]


def replay(
    encore: Encore, shop: Shop, begins: datetime, ends: datetime, *, settings: Mapping[str, Any],
    flows_on: Iterable[str], progress: Progress = lambda _done, _all: None,
) -> Replayed:  # fmt: skip
    """Let the shop's past happen again with `settings` (its `[encore.*]` tables, whole) and these flows switched on
    all along, and count the messages due from `begins` to `ends`. Twice the same gives the same."""
    with encore.database.read(shop.id) as session:
        always, facts = past(session, shop)
    facts = [fact for fact in facts if fact.at < ends]
    first = next((fact.at for fact in facts if fact.at >= begins - LOOK_BACK), ends)
    on = dict.fromkeys(flows_on, "")
    with scratch(encore, shop, min(first, ends), settings=settings, flows_on=on, learns=True) as there:
        _begin(there, always)
        _play(there, facts, begins - LOOK_BACK, ends, progress)
        with there.encore.database.read(shop.id) as session:
            tallies = tally(session, shop, begins, ends)
            messages = [one for flow in on for one in shown(session, shop, flow, begins, ends)]
    made = sum(1 for fact in facts if fact.at >= begins and _is_order(fact))
    return Replayed(begins, ends, made, {name: tallies.get(name, Tally()) for name in on}, messages)


def tally(session: Session, shop: Shop, begins: datetime, ends: datetime) -> dict[str, Tally]:
    """By flow, what became of the messages due from `begins` to `ends`, as the session's ledger has it."""
    found: dict[str, Tally] = {}
    rows = session.execute(
        select(
            Message.flow, Message.channel, Message.state, Message.reason, func.count(), func.count(Message.code),
            func.sum(Message.segments),
        )
        .where(Message.shop_id == shop.id, Message.due_at >= begins, Message.due_at < ends)
        .group_by(Message.flow, Message.channel, Message.state, Message.reason)
    )  # fmt: skip
    for flow, channel, word, reason, count, codes, segments in rows:
        one, state = found.setdefault(flow, Tally()), State(word)
        if state is State.ACCEPTED:
            one.sent[channel] += count
            one.codes += codes
            one.segments += segments or 0
        elif state in _NOT_SENT and reason is not None:
            one.not_sent[reason] += count
        else:
            one.waiting += count
    return found


def shown(session: Session, shop: Shop, flow: str, begins: datetime, ends: datetime) -> list[Shown]:
    """The newest messages behind a flow's tally, newest first."""
    rows = session.execute(
        select(
            Message.flow, Message.step, Message.channel, Message.about, Message.first_sent_at, Message.due_at,
            Message.state, Message.reason,
        )
        .where(Message.shop_id == shop.id, Message.flow == flow, Message.due_at >= begins, Message.due_at < ends)
        .order_by(Message.due_at.desc(), Message.id)
        .limit(_MOST_SHOWN)
    )  # fmt: skip
    return [
        Shown(
            row.flow, row.step, row.channel, row.about, row.first_sent_at or row.due_at, State(row.state), row.reason
        )
        for row in rows
    ]


def _begin(there: Scratch, always: list[Write]) -> None:
    with there.encore.database.write(there.shop.id) as session:
        for one in always:
            values = {**one.values, **({"gone_at": None} if one.table.name == "customer" else {})}
            write(session, there.shop.id, Fact(there.clock.now(), (Write(one.table, values),)))


def _play(there: Scratch, facts: list[Fact], decides_from: datetime, ends: datetime, progress: Progress) -> None:
    """Facts from before `decides_from` only become true; from then on the flows listen and the clock follows."""
    agenda = Agenda(there.encore)
    waiting, done = iter(facts), 0
    while some := list(islice(waiting, _CHUNK)):
        with there.encore.database.joined():
            for fact in some:
                if fact.at >= decides_from:
                    spin(there.clock, agenda, fact.at)
                _happen(there, fact, decides_from)
        done += len(some)
        progress(done, len(facts))
    with there.encore.database.joined():
        spin(there.clock, agenda, ends - timedelta(microseconds=1))


def _happen(there: Scratch, fact: Fact, decides_from: datetime) -> None:
    with there.encore.database.write(there.shop.id) as session:
        write(session, there.shop.id, fact)
        if fact.milestone is None or fact.at < decides_from:
            return
        work = Work(session, there.shop, there.clock.now())
        times = decide(work, there.encore.flows, [fact.milestone])
    there.encore.planned(times)
    if any(at <= there.clock.now() for at in times):
        there.encore.wake("outbox_email")
        there.encore.wake("outbox_sms")


def _is_order(fact: Fact) -> bool:
    return fact.writes[0].table.name == "orders" and fact.writes[0].key is None
