"""A clock that is set while Encore runs stops all sending; one that is moved on purpose does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from world import World

from plugin.clock_watch import ClockWatch
from plugin.db.session import Database
from plugin.desk.home import Trouble, problems
from plugin.desk.settings import resume

EMAIL = {"flows": {"thank_you": {"channels": ["email"]}}}


class Machine:
    """A world whose wall clock is watched. Time passes on both clocks; `set` moves the wall clock alone."""

    def __init__(self, world: World) -> None:
        self.world, self.passed = world, 0.0
        world.encore.watch = ClockWatch(world.clock.now, lambda: self.passed)

    def spin(self, **step: float) -> None:
        self.passed += timedelta(**step).total_seconds()
        self.world.clock.move_by(timedelta(**step))
        self.world.spin()

    def set(self, **step: float) -> None:
        self.world.clock.move_by(timedelta(**step))
        self.world.spin()

    def troubles(self) -> list[Trouble]:
        here, shop = self.world.encore, self.world.encore.shops.by_id(self.world.shop.id)
        with here.database.read(shop.id) as session:
            return [one.trouble for one in problems(session, shop, here.settings, here.clock.now())]


@pytest.fixture
def machine(database: Database):
    with World(database, flows_on=("thank_you",), settings=EMAIL) as world:
        yield Machine(world)


@pytest.mark.parametrize("step", [{"seconds": -61}, {"hours": 2}])
def test_clock_jump_pauses(machine: Machine, step: dict[str, float]) -> None:
    machine.world.order(by=machine.world.customer())
    machine.set(**step)
    machine.spin(hours=4)
    assert machine.world.letters() == [], "nothing leaves by a clock that was set"
    assert Trouble.CLOCK in machine.troubles()

    resume(machine.world.encore, machine.world.shop)
    machine.spin(seconds=1)
    assert Trouble.CLOCK not in machine.troubles()
    machine.world.order(by=machine.world.customer())
    machine.spin(hours=4)
    assert machine.world.letters(), "once resumed, sending goes on by the new time"


@pytest.mark.parametrize("step", [{"seconds": -60}, {"hours": 1}])
def test_small_corrections_pause_nothing(machine: Machine, step: dict[str, float]) -> None:
    machine.set(**step)
    assert Trouble.CLOCK not in machine.troubles()


def test_a_clock_that_is_moved_on_purpose_is_not_watched(sqlite_database: Database) -> None:
    with World(sqlite_database) as world:
        assert world.encore.watch is None
