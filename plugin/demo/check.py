"""`encore demo --check`: the promised scenes, played on fixed days against a real server on a fresh database."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from plugin.clock import SpunClock
from plugin.demo import events
from plugin.demo.build import scratch_world
from plugin.demo.goods import GOODS, SETS, of_set
from plugin.demo.people import JOHN_IN_SYDNEY, PEOPLE
from plugin.demo.play import Missed, Play, london
from plugin.demo.scenes import SCENES
from plugin.serving import reserve

START = london("2026-03-02 09:30")  # a Monday
_LONG_AGO = london("2025-06-01 12:00")
_HOST = "127.0.0.1"


def check(say: Callable[[str], None]) -> int:
    """Plays every scene and says in one line what arrived; 0 if all were as promised, else 1."""
    missed = 0
    with _playing() as play:
        _old_orders(play)
        for row, scene in SCENES:
            try:
                said, how = scene(play), "passed"
            except Missed as error:
                said, how, missed = str(error), "FAILED", missed + 1
            say(f"{row:<11} {said}  {how}")
    say(f"{len(SCENES) - missed} of {len(SCENES)} scenes passed")
    return 1 if missed else 0


@contextmanager
def _playing() -> Iterator[Play]:
    with tempfile.TemporaryDirectory(prefix="encore-demo-") as scratch:
        place = reserve(_HOST, 0)
        world = scratch_world(Path(scratch), place.getsockname()[1], SpunClock(START))
        server = world.open(place)
        threading.Thread(target=server.run, name="web", daemon=True).start()
        try:
            yield Play(world)
        finally:
            world.close()
            server.close()


def _old_orders(play: Play) -> None:
    """Full shelves, and enough of the past to know what is bought together: eight baskets of every set, never
    sent, so that nothing else follows from them."""
    counter = play.world.counter
    for good in GOODS:
        counter.tell(events.product(good, _LONG_AGO))
    counter.welcome(JOHN_IN_SYDNEY, since=_LONG_AGO)
    for number in range(8 * len(SETS)):
        person = PEOPLE[8 + number % 24] if number else JOHN_IN_SYDNEY
        goods = of_set(SETS[number % len(SETS)])[: 2 + number % 2]
        counter.sell(1001 + number, person, goods, at=_LONG_AGO + timedelta(days=number))
    play.settle()
