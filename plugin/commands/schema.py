"""`encore migrate` and `encore doctor`."""

from __future__ import annotations

import argparse

from plugin.commands.console import Commands, add, say


def register(commands: Commands) -> None:
    add(commands, "migrate", run_migrate, "bring the database to the current schema", "encore migrate")
    made = add(commands, "doctor", run_doctor, "check settings, database, mail and queues", "encore doctor --json")
    made.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run_migrate(_given: argparse.Namespace) -> int:
    from plugin.db.migrate import migrate
    from plugin.db.session import Database
    from plugin.operator import load

    database = Database(load().database_url)
    migrate(database)
    say(f"{database.url.render_as_string()} has the current schema")
    return 0


def run_doctor(given: argparse.Namespace) -> int:
    import msgspec

    from plugin.doctor import checks
    from plugin.operator import load

    found = checks(load())
    if given.json:
        say(msgspec.json.encode([{"what": one.what, "ok": one.ok, "say": one.say} for one in found]).decode())
    else:
        for one in found:
            say(f"{'ok  ' if one.ok else 'FIX '} {one.what:<14}{one.say}")
    return 0 if all(one.ok for one in found) else 1
