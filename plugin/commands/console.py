"""Printing for people, and making an Encore from the environment.

Here and in every command the parts are imported by the function that runs: `encore --help` needs none."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from plugin.errors import UsageError

if TYPE_CHECKING:
    from plugin.encore import Encore
    from plugin.shops import Shop

Commands = Any  # argparse's sub-parsers have no public type


def say(text: str = "") -> None:
    """One line on standard output."""
    print(text)  # noqa: T201


def add(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], summary: str, example: str
) -> argparse.ArgumentParser:
    """A command with its summary and an example in the help."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary, epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.set_defaults(run=run)
    return made


@contextmanager
def opened(**parts: Any) -> Iterator[Encore]:
    """An Encore as the environment says. On SQLite the schema is brought up by itself; elsewhere an old one
    is refused with the command to run, and so are keys that do not open what is stored."""
    from plugin.db.migrate import migrate, require_current
    from plugin.encore import make_encore
    from plugin.operator import load
    from plugin.rotation import require_known_keys

    encore = make_encore(load(), **parts)
    try:
        if encore.database.is_sqlite:
            migrate(encore.database)
        else:
            require_current(encore.database)
        require_known_keys(encore.database, encore.ring)
        yield encore
    finally:
        encore.close()


def shop_named(encore: Encore, domain: str) -> Shop:
    """The shop of that domain. UsageError lists those that are here."""
    shop = encore.shops.by_domain(domain)
    if shop is None:
        here = ", ".join(one.domain for one in encore.shops.all()) or "none yet; add one with `encore shop add`"
        raise UsageError(f"there is no shop {domain!r} here; shops: {here}")
    return shop


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-11-25") from None


class Progress:
    """A counter on standard error that rewrites its line on a terminal and stays quiet elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_terminal = sys.stderr.isatty()
        self._tenth = -1

    def __call__(self, done: int, total: int) -> None:
        share = done * 100 // max(total, 1)
        if self._is_terminal:
            end = "\n" if done >= total else ""
            print(f"\r{self._what} {done:,} of {total:,} ({share} %)", end=end, file=sys.stderr, flush=True)  # noqa: T201
        elif share // 10 != self._tenth:
            self._tenth = share // 10
            print(f"{self._what} {share} %", file=sys.stderr, flush=True)  # noqa: T201
