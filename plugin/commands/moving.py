"""`encore import` and `undo`: moving house, and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from plugin.commands.console import Commands, Progress, add, opened, say, shop_named
from plugin.errors import UsageError
from plugin.moving.kinds import READ

if TYPE_CHECKING:
    from plugin.moving.counts import Counts
    from plugin.moving.run import Found

DATES = ("day-first", "month-first")
SHOWN = 20  # problems on the screen; the page Data shows more


def register(commands: Commands) -> None:
    made = add(
        commands, "import", run_import, "take in reviews, points or people from the CSV file of another app",
        "encore import NAME.myshopify.com judgeme-reviews reviews.csv --dry-run",
    )  # fmt: skip
    made.add_argument("shop")
    made.add_argument("kind", choices=READ, metavar="KIND", help=", ".join(READ))
    made.add_argument("file", type=Path)
    made.add_argument("--dry-run", action="store_true", help="write nothing; say what would happen")
    made.add_argument("--dates", choices=DATES, help="how 03/04/2026 is meant, where the file does not prove it")
    made = add(
        commands, "undo", run_undo, "take back what an import brought", "encore undo NAME.myshopify.com 3f9a1c27d04b"
    )
    made.add_argument("shop")
    made.add_argument("import_id", metavar="IMPORT_ID", help="as `encore import` said it")


def run_import(given: argparse.Namespace) -> int:
    from plugin.moving.dates import Order
    from plugin.moving.run import begin, dry_run, look_through, take_in

    if not given.file.is_file():
        raise UsageError(f"there is no file {str(given.file)!r}")
    with opened() as encore, given.file.open("rb") as file:
        shop = shop_named(encore, given.shop)
        found = look_through(file, shop, given.kind, Order(given.dates) if given.dates else None)
        _tell_file(found)
        if given.dry_run:
            _tell(dry_run(encore.database, shop, file, found, encore.clock.now()), "would be added")
            say("Nothing was written.")
            return 0
        id = begin(encore.database, shop, given.kind, given.file.name, encore.clock.now())
        say(f"Import {id}. It may be stopped: the same file again goes on, and `encore undo` takes it back.")
        counts = take_in(
            encore.database, shop, file, found, id, encore.clock.now, Progress(f"{given.file.name}: lines")
        )
        _tell(counts, "added")
        say(f"To take it back: encore undo {shop.domain} {id}")
    return 0


def run_undo(given: argparse.Namespace) -> int:
    from plugin.moving.undo import undo

    with opened() as encore:
        count = undo(encore.database, shop_named(encore, given.shop), given.import_id, encore.clock.now())
    say(f"{count} taken back; all is as it was before import {given.import_id}")
    return 0


def _tell_file(found: Found) -> None:
    layout = found.layout
    say(f"{found.rows:,} rows, {layout.encoding}, separated by {layout.separator!r}")
    if layout.is_guessed:
        say("The file is not UTF-8; it is read as Windows-1252. Look at letters such as é before you go on.")
    if found.is_assumed and found.order is not None:
        say(f"No date proves what 03/04/2026 means; it is read {found.order}. Say --dates if that is wrong.")
    for name, ours in found.columns:
        say(f"  {name} -> {ours or 'kept, and given back by an export'}")


def _tell(counts: Counts, done: str) -> None:
    from plugin.moving.told import also_told

    say(f"{counts.added:,} {done}, {counts.doubles:,} were here already, {counts.wrong:,} cannot be read")
    for sentence in also_told(counts):
        say(f"  {sentence}")
    for one in counts.problems[:SHOWN]:
        say(f"  line {one.line}{f', {one.column}' if one.column else ''}: {one.what}")
    if counts.wrong > SHOWN:
        say(f"  and {counts.wrong - SHOWN:,} more lines")
