"""`encore backup`, `restore` and `confirm`."""

from __future__ import annotations

import argparse
from pathlib import Path

from plugin.commands.console import Commands, add, opened, say


def register(commands: Commands) -> None:
    made = add(commands, "backup", run_backup, "write the whole database to one file", "encore backup monday.backup")
    made.add_argument("file", type=Path, metavar="FILE")
    made = add(
        commands, "restore", run_restore, "replace the database by a backup; sending starts paused",
        "encore restore monday.backup",
    )  # fmt: skip
    made.add_argument("file", type=Path, metavar="FILE")
    add(
        commands, "confirm", run_confirm, "send again in all shops that Encore paused (restored data, clock set)",
        "encore confirm",
    )  # fmt: skip


def run_backup(given: argparse.Namespace) -> int:
    from plugin.backup import backup

    with opened() as encore:
        backup(encore.database, given.file)
    say(f"{given.file} holds the whole database; without the keys of ENCORE_ENCRYPTION_KEYS nobody can read it")
    return 0


def run_restore(given: argparse.Namespace) -> int:
    from plugin.backup import restore
    from plugin.clock import SystemClock
    from plugin.db.session import Database
    from plugin.instance import adopt, file_of
    from plugin.operator import VAR, load

    database = Database(load().database_url)
    try:
        now = SystemClock().now()
        count = restore(database, given.file, now)
        adopt(database, file_of(database, VAR), now)
    finally:
        database.close()
    say(f"{count} shops are paused: messages sent since the backup was made would go out again.")
    say(
        "Look through the outbox, cancel what has gone out already, then resume on the home page or `encore confirm`."
    )
    return 0


def run_confirm(_given: argparse.Namespace) -> int:
    from plugin.halt import confirm

    with opened() as encore:
        count = confirm(encore.database)
    say(f"{count} shops send again")
    return 0
