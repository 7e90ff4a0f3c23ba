"""What a replay has to wake next: for each queue the earliest moment at which something may be due. Lower
bounds, kept in memory, lowered by what is planned and read anew only when their moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, union_all

from plugin.db.prepared import SHOP, Prepared
from plugin.db.types import UtcDateTime
from plugin.encore import Encore
from plugin.events import Channel
from plugin.model.message import Message, State
from plugin.stages import drain_of

_NEVER = datetime.max.replace(tzinfo=UTC)
_BUDGET = 500
_LATER = Message.wake_at > bindparam("now", type_=UtcDateTime)
_NEXT_OF_CHANNEL = [
    select(func.min(Message.wake_at).label("at")).where(
        Message.shop_id == SHOP, Message.channel == bindparam("channel"), Message.rank == rank, _LATER
    )
    for rank in (0, 1, 2)
]
_NEXT_STUCK = [
    select(func.min(Message.wake_at).label("at")).where(Message.shop_id == SHOP, Message.state == state, _LATER)
    for state in (State.SENDING.value, State.UNKNOWN.value)
]


def _at_once(statements: Sequence[Select[*tuple[Any, ...]]]) -> Prepared:
    """Each is one step into an index; together they are one call of the driver."""
    return Prepared(select(union_all(*statements).subquery().c.at))


_QUEUE, _STUCK = _at_once(_NEXT_OF_CHANNEL), _at_once(_NEXT_STUCK)
_OUTBOXES = {f"outbox_{channel}": channel.value for channel in Channel}


class Agenda:
    """Of one Encore that is alone with its database. Stages are woken through it."""

    def __init__(self, encore: Encore) -> None:
        self._encore = encore
        now = encore.clock.now()
        self._next = dict.fromkeys(("daily", *_OUTBOXES, "codes", "sweep", "learn"), now)
        encore.wake, encore.planned = self._wake, self._planned

    def first(self) -> datetime:
        """Nothing is due before this moment."""
        return min(self._next.values())

    def run_due(self) -> None:
        """Wake every stage whose moment has come, in the order of the stages, until none is left."""
        now = self._encore.clock.now()
        while self.first() <= now:
            for stage, at in tuple(self._next.items()):
                if at <= now:
                    self._run(stage, now)

    def _run(self, stage: str, now: datetime) -> None:
        self._next[stage] = _NEVER
        drain = drain_of(stage)
        while drain(self._encore, _BUDGET) >= _BUDGET:
            pass
        self._next[stage] = min(self._next[stage], self._read(stage, now))
        if stage == "daily":
            self._wake("codes")  # what no row says: codes of messages that were cancelled

    def _wake(self, stage: str) -> None:
        if stage in self._next:
            self._next[stage] = min(self._next[stage], self._encore.clock.now())

    def _planned(self, times: Iterable[datetime]) -> None:
        at = min(times, default=_NEVER)
        for stage in _OUTBOXES:
            self._next[stage] = min(self._next[stage], at)

    def _read(self, stage: str, now: datetime) -> datetime:
        shops = self._encore.shops.working()
        if stage == "daily":
            return min((shop.next_daily_at for shop in shops), default=_NEVER)
        if stage == "learn":
            return min((shop.next_learn_at for shop in shops if shop.next_learn_at is not None), default=_NEVER)
        if stage == "codes":
            return _NEVER  # the platform of a replay always answers at once
        return min((self._next_message(shop.id, stage, now) for shop in shops), default=_NEVER)

    def _next_message(self, shop_id: int, stage: str, now: datetime) -> datetime:
        with self._encore.database.read(shop_id) as session:
            if stage == "sweep":
                found = _STUCK.values(session, now=now)
            else:
                found = _QUEUE.values(session, channel=_OUTBOXES[stage], now=now)
        return min((at for at in found if at is not None), default=_NEVER)
