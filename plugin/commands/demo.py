"""`encore demo`."""

from __future__ import annotations

from plugin.commands.console import Commands


def register(_commands: Commands) -> None:
    return None
