"""The clock: APScheduler with a memory job store. It holds no business data; every job is one wake-up, so two
clocks by mistake are harmless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select, update

from plugin.db.insert import insert_new
from plugin.encore import Encore
from plugin.guard import halt_if_clock_jumped
from plugin.instance import file_of, keep_beat
from plugin.model.shop import Heartbeat
from plugin.operator import VAR
from plugin.stages.reconcile import compare_now

TICK_S = 15
AWAY = timedelta(minutes=5)
_EVERY_S = {
    "inbox": TICK_S, "outbox_email": TICK_S, "outbox_sms": TICK_S, "codes": TICK_S, "sweep": TICK_S, "daily": 60,
    "learn": 3600, "prune": 6 * 3600, "renew": 6 * 3600, "replay": 60, "tariff": 60, "history": TICK_S,
    "reconcile": TICK_S, "tell": TICK_S, "help_desk": TICK_S, "pictures": TICK_S, "moving": TICK_S,
    "reviews": TICK_S, "mailbox": 60,  # mail servers do not like to be asked all the time
}  # fmt: skip


def start_clock(encore: Encore, wake: Callable[[str], None]) -> BackgroundScheduler:
    """Start ticking; shut the returned scheduler down to stop."""
    scheduler = BackgroundScheduler(timezone="UTC")
    once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    for stage, seconds in _EVERY_S.items():
        scheduler.add_job(wake, "interval", args=[stage], seconds=seconds, id=stage, **once)
    scheduler.add_job(beat, "interval", args=[encore, "clock"], seconds=TICK_S, id="heartbeat", **once)
    scheduler.start()
    if _was_away(encore):
        compare_now(encore, encore.shops.working())
    beat(encore, "clock")
    for stage in _EVERY_S:
        wake(stage)
    return scheduler


def _was_away(encore: Encore) -> bool:
    """Whether no clock has ticked for so long that webhooks may have been lost."""
    with encore.database.read_registry() as session:
        last = session.scalar(select(Heartbeat.at).where(Heartbeat.part == "clock"))
    return last is None or encore.clock.now() - last > AWAY


def beat(encore: Encore, part: str) -> None:
    """Write down that this part is alive."""
    halt_if_clock_jumped(encore)
    now = encore.clock.now()
    with encore.database.write_registry() as session:
        session.execute(insert_new(session, Heartbeat), [{"part": part, "at": now}])
        session.execute(update(Heartbeat).where(Heartbeat.part == part).values(at=now))
    if encore.watch is not None:
        keep_beat(encore.database, file_of(encore.database, VAR), now)
