"""Which blocks the merchant has put on the shop's pages. None while the app is not installed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from devstore.model.kept import remember, remembered
from devstore.oauth.installed import current_install
from devstore.theme.extension import Block, Extension, read

_PLACED = "theme blocks"

_NONE = Extension(Path(), {}, {}, {})
_read_once = cache(read)


def blocks(session: Session, theme: Extension) -> list[Block]:
    """In the order of the extension's folder."""
    if current_install(session) is None:
        return []
    placed = remembered(session, _PLACED, [])
    return [one for one in theme.blocks.values() if one.handle in placed]


def place(session: Session, theme: Extension, handles: Iterable[str]) -> list[Block]:
    """Only these from now on."""
    remember(session, _PLACED, sorted(set(handles) & theme.blocks.keys()))
    session.flush()
    return blocks(session, theme)


def of(folder: Path | None) -> Extension:
    """The extension in that folder, as it was when the program began to show it."""
    return _NONE if folder is None else _read_once(folder)
