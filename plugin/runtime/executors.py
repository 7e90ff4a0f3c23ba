"""What a wake-up does. It names a stage and nothing else; the worker then claims for itself from the database,
so a lost wake-up costs a tick and a doubled one costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import structlog

from plugin.encore import Encore
from plugin.stages import STAGES, drain_of

log = structlog.get_logger()

BUDGET = 500  # items per drain, so that a stop is never far away
SEATS = {"inbox": 1, "outbox_email": 2, "outbox_sms": 2}  # threads per stage; 1 where not named


class InlineExecutor:
    """Drains in the caller's thread, what is due now until nothing is: tests, replay, `encore tick`."""

    def __init__(self, encore: Encore) -> None:
        self._encore = encore

    def wake(self, stage: str) -> None:
        while drain_of(stage)(self._encore, BUDGET):
            pass

    def run_due(self, without: Collection[str] = ("prune",)) -> None:
        """Everything that is due, stage after stage, until a whole round finds nothing."""
        stages = [stage for stage in STAGES if stage not in without]
        while sum([drain_of(stage)(self._encore, BUDGET) for stage in stages]):
            pass


@dataclass
class _Stage:
    bell: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)


class ThreadExecutor:
    """Bounded seats per stage; each seat sleeps until its stage is woken."""

    def __init__(self, encore: Encore) -> None:
        self._encore = encore
        self._stopping = threading.Event()
        self._stages = {stage: _Stage() for stage in STAGES}

    def start(self) -> None:
        for name, stage in self._stages.items():
            for seat in range(SEATS.get(name, 1)):
                thread = threading.Thread(target=self._run, args=(name,), name=f"{name}-{seat}", daemon=True)
                stage.threads.append(thread)
                thread.start()

    def wake(self, stage: str) -> None:
        self._stages[stage].bell.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Let every seat finish its batch, then return."""
        self._stopping.set()
        for stage in self._stages.values():
            stage.bell.set()
        for stage in self._stages.values():
            for thread in stage.threads:
                thread.join(timeout_s)

    def _run(self, name: str) -> None:
        bell = self._stages[name].bell
        drain = drain_of(name)
        while not self._stopping.is_set():
            bell.wait()
            bell.clear()
            try:
                while not self._stopping.is_set() and drain(self._encore, BUDGET):
                    pass
            except Exception:  # a drain that fails is tried again at the next tick; the rows are still due
                log.exception("drain failed", stage=name)
