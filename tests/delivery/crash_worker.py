"""Workers that may be killed. Everything is imported once; each line on standard input forks a worker and answers
with its process id; the next line is read once that worker is gone.

    work                          do what is due, again and again, by the wall clock
    once 2026-02-01T10:00:00Z     stop until continued, then do what is due at that time, once
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import datetime

from plugin.clock import Clock, SpunClock, SystemClock
from plugin.encore import make_encore
from plugin.operator import Settings, load
from plugin.runtime.executors import InlineExecutor
from plugin.stages import STAGES, drain_of


def main() -> None:
    settings = load()
    for stage in STAGES:
        drain_of(stage)
    print("ready", flush=True)
    for line in sys.stdin:
        order, _, at = line.strip().partition(" ")
        pid = os.fork()
        if pid == 0:
            _work(settings, SpunClock(datetime.fromisoformat(at)) if at else SystemClock(), order == "once")
            os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)


def _work(settings: Settings, clock: Clock, is_once: bool) -> None:
    if is_once:
        os.kill(os.getpid(), signal.SIGSTOP)
    encore = make_encore(settings, clock=clock)
    executor = InlineExecutor(encore)
    executor.run_due()
    while not is_once:
        time.sleep(0.05)
        executor.run_due()


if __name__ == "__main__":
    main()
