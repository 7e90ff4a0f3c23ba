"""How far a shop's past is, for its first page."""

from exported_store import ExportingPlatform, small_store
from world import World

from plugin.desk.arriving import arriving
from plugin.model.history import Step
from plugin.platform.export import Export
from plugin.stages.history import drain, file, fold


def far(world):
    with world.database.read(world.shop.id) as session:
        return {one.kind: (one.step, one.taken, one.things, one.percent) for one in arriving(session, world.shop)}


def test_it_is_told_from_the_first_question_to_the_last_order(database, monkeypatch):
    monkeypatch.setattr(file, "LINES", 3)
    monkeypatch.setattr(fold, "THINGS", 2)
    with World(database, platform=ExportingPlatform(small_store())) as world:
        world.encore.shops.change(world.other.id, token=None)
        assert far(world) == {}
        drain(world.encore, 1)
        waits = (Step.WAITING, 0, 0, 0)
        assert far(world) == {"products": (Step.MAKING, 0, 0, 0), "customers": waits, "orders": waits}
        world.clock.move_by(file.LOOK_AGAIN)
        drain(world.encore, 2)
        assert far(world)["products"] == (Step.FOLDING, 0, 3, 40)
        drain(world.encore, 1)
        assert far(world)["products"] == (Step.DONE, 3, 3, 100)
        for _ in range(9):
            world.clock.move_by(file.LOOK_AGAIN)
            drain(world.encore, 9)
        assert far(world) == {}


def test_what_cannot_be_exported_stays_to_be_seen(database):
    platform = ExportingPlatform(small_store())
    platform.answers = [Export(is_making=False, failed="TIMEOUT", url=None, lines=0, things=0)] * 5
    with World(database, platform=platform) as world:
        world.encore.shops.change(world.other.id, token=None)
        for _ in range(90):
            drain(world.encore, 9)
            world.clock.move_by(file.LOOK_AGAIN)
        assert far(world)["products"][0] is Step.FAILED
        assert far(world)["orders"][0] is Step.DONE
