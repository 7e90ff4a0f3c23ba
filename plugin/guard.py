"""What stops all sending by itself: a clock that was set while Encore ran, and data that it did not write last."""

from __future__ import annotations

import structlog

from plugin.encore import Encore
from plugin.halt import PauseReason, halt
from plugin.instance import adopt, file_of, is_ours
from plugin.operator import VAR

log = structlog.get_logger()


def halt_if_clock_jumped(encore: Encore) -> None:
    """Pause all shops if the wall clock was set. A clock that is moved on purpose has no watch."""
    if encore.watch is None:
        return
    jump = encore.watch.jumped()
    if jump is not None:
        count = halt(encore.database, PauseReason.CLOCK, encore.clock.now())
        encore.watch.take()
        log.error("clock jumped", seconds=round(jump.total_seconds()), shops_paused=count)


def halt_if_not_ours(encore: Encore) -> None:
    """At the start of whatever may send: pause all shops if the database was restored or copied from elsewhere."""
    now, file = encore.clock.now(), file_of(encore.database, VAR)
    if not is_ours(encore.database, file, now):
        count = halt(encore.database, PauseReason.RESTORED, now)
        log.error("database is not the one written last", shops_paused=count)
    adopt(encore.database, file, now)
