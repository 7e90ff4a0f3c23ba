"""Works out the replays that merchants asked for, one at a time: each reads a shop's past and lets it happen again in
a scratch copy. How far it is stands in its row, which also keeps the lease: a worker that dies leaves it to another.
"""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import select

from plugin.db.claim import Claim
from plugin.db.writes import updating
from plugin.desk.replays import as_result
from plugin.desk.settings import tables_of
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.replay_run import ReplayRun, RunState
from plugin.replay import Replayed, replay
from plugin.shops import Shop

log = structlog.get_logger()

LEASE = timedelta(minutes=10)  # renewed with every report of progress
_REPORT_S = 1.0
_WAITING = Claim(ReplayRun, ReplayRun.state == RunState.WAITING.value, order_by=(ReplayRun.wake_at,))
_PROGRESS = updating(ReplayRun, ("done", "total", "wake_at"), also=("lease_token",))
_END = updating(ReplayRun, ("state", "result", "finished_at", "wake_at", "lease_token"), also=("lease_token",))


def drain(encore: Encore, budget: int) -> int:
    """Returns how many replays were worked out."""
    done = 0
    for shop in encore.shops.working():
        while done < budget and _next(encore, shop):
            done += 1
    return done


def _next(encore: Encore, shop: Shop) -> bool:
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        token, ids = _WAITING.take(session, limit=1, now=now, lease=LEASE)
        if not ids:
            return False
        run = session.scalars(select(ReplayRun).where(ReplayRun.shop_id == shop.id, ReplayRun.id == ids[0])).one()
        tables = tables_of(session, shop)
    try:
        found = _worked_out(encore, shop, run, token, tables)
    except EncoreError as error:  # its past cannot be read; the page says that it failed
        log.error("replay failed", shop=shop.domain, flow=run.flow, error=type(error).__name__)
        _end(encore, shop, run, token, RunState.FAILED, None)
    else:
        _end(encore, shop, run, token, RunState.DONE, as_result(found, run.flow))
    return True


def _worked_out(encore: Encore, shop: Shop, run: Any, token: str, tables: dict[str, Any]) -> Replayed:
    told = monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if monotonic() - told < _REPORT_S and done < total:
            return
        told = monotonic()
        values = {"done": done, "total": total, "wake_at": encore.clock.now() + LEASE}
        with encore.database.write(shop.id) as session:
            _PROGRESS.run(session, **values, key_id=run.id, key_lease_token=token)

    on = {*shop.flows_on_since, run.flow}
    return replay(encore, shop, run.begins, run.ends, settings=tables, flows_on=sorted(on), progress=progress)


def _end(encore: Encore, shop: Shop, run: Any, token: str, state: RunState, result: dict[str, Any] | None) -> None:
    values = {"state": state.value, "result": result, "finished_at": encore.clock.now(), "wake_at": None}
    with encore.database.write(shop.id) as session:
        _END.run(session, **values, lease_token=None, key_id=run.id, key_lease_token=token)
