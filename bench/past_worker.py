"""Takes in whatever past is waiting and ends: a process that may be killed. `python -m bench.past_worker TIME`; the
environment says which database and which store, as for Encore itself."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from sqlalchemy import func, select

from plugin.clock import SpunClock
from plugin.encore import Encore, make_encore
from plugin.model.history import HistoryExport, Step
from plugin.operator import load
from plugin.stages import drain_of

_STEP = timedelta(seconds=5)


def main() -> int:
    clock = SpunClock(datetime.fromisoformat(sys.argv[1]))
    encore = make_encore(load(), clock=clock)
    drain = drain_of("history")
    while not _is_in(encore):
        drain(encore, 1)
        clock.move_by(_STEP)
    return 0


def _is_in(encore: Encore) -> bool:
    for shop in (one for one in encore.shops.working() if one.has_token):
        with encore.database.read(shop.id) as session:
            done = select(func.count()).where(HistoryExport.shop_id == shop.id, HistoryExport.step == Step.DONE.value)
            if session.scalar(done) != 3:
                return False
    return True


if __name__ == "__main__":
    sys.exit(main())
