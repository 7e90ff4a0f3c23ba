"""`encore rotate-keys`."""

from __future__ import annotations

import argparse

from plugin.commands.console import Commands, Progress, add, opened, say


def register(commands: Commands) -> None:
    add(
        commands, "rotate-keys", run_rotate, "seal everything under the newest of ENCORE_ENCRYPTION_KEYS",
        "ENCORE_ENCRYPTION_KEYS=NEW,OLD encore rotate-keys",
    )  # fmt: skip


def run_rotate(_given: argparse.Namespace) -> int:
    """Stopped at any point, it goes on where it was when it is run again."""
    from plugin.rotation import rewrap_all

    progress = Progress("shops")
    with opened() as encore:
        left = rewrap_all(encore.database, encore.ring, progress)
    say(f"{left} left under an older key")
    return 1 if left else 0
