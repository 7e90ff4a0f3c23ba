"""“What would have happened last month”: asked for on a flow's page, worked out by a seat of its own, and kept."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from plugin.clock import instant, local_date
from plugin.encore import Encore
from plugin.flows.flow import Flow
from plugin.model.replay_run import ReplayRun, RunState
from plugin.replay import Replayed
from plugin.shops import Shop

DAYS = 30
KEPT = 5  # runs of a flow; older ones make room


@dataclass(frozen=True, slots=True)
class Run:
    """One replay as the flow's page shows it. `result` is None until it is done."""

    id: str
    flow: str
    asked_at: datetime
    begins: datetime
    ends: datetime
    settings: dict[str, Any]
    state: RunState
    done: int
    total: int
    finished_at: datetime | None
    result: dict[str, Any] | None

    @property
    def is_waiting(self) -> bool:
        return self.state is RunState.WAITING

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def ask(encore: Encore, shop: Shop, flow: Flow) -> None:
    """Ask for a replay of the last 30 whole local days with the flow switched on as it is set now. While one of the
    flow is still being worked out, asking again changes nothing."""
    now = encore.clock.now()
    today = local_date(now, shop.time_zone)
    begins, ends = (instant(day, time(0), shop.time_zone) for day in (today - timedelta(days=DAYS), today))
    with encore.database.write(shop.id) as session:
        kept = runs(session, shop, flow.name)
        if any(run.is_waiting for run in kept):
            return
        old = [run.id for run in kept[KEPT - 1 :]]
        session.execute(delete(ReplayRun).where(ReplayRun.shop_id == shop.id, ReplayRun.id.in_(old)))
        row = {
            "shop_id": shop.id, "id": secrets.token_hex(8), "flow": flow.name,
            "asked_at": now, "begins": begins, "ends": ends, "done": 0,
            "total": 0, "settings": _as_set(shop, flow), "state": RunState.WAITING.value, "wake_at": now,
        }  # fmt: skip
        session.execute(insert(ReplayRun), [row])
    encore.wake("replay")


def runs(session: Session, shop: Shop, flow: str) -> list[Run]:
    """The flow's replays that are kept, newest first."""
    rows = session.scalars(
        select(ReplayRun)
        .where(ReplayRun.shop_id == shop.id, ReplayRun.flow == flow)
        .order_by(ReplayRun.asked_at.desc(), ReplayRun.id.desc())
    )
    return [
        Run(
            row.id, row.flow, row.asked_at, row.begins, row.ends, row.settings, RunState(row.state), row.done,
            row.total, row.finished_at, row.result,
        )
        for row in rows
    ]  # fmt: skip


def as_result(found: Replayed, flow: str) -> dict[str, Any]:
    """A replay as it is kept: figures of the flow, and the messages behind them by what they are about."""
    one = found.flows[flow]
    return {
        "orders": found.orders, "sent": dict(one.sent), "not_sent": dict(one.not_sent.most_common()),
        "waiting": one.waiting, "codes": one.codes, "segments": one.segments,
        "messages": [asdict(message) for message in found.messages if message.flow == flow],
    }  # fmt: skip


def _as_set(shop: Shop, flow: Flow) -> dict[str, Any]:
    mine = shop.settings.flow(flow.name)
    return {
        "delay_s": int(mine.delay.total_seconds()), "channels": [channel.value for channel in mine.channels],
        "percent": mine.percent, "valid_s": int(mine.valid.total_seconds()),
    }  # fmt: skip
