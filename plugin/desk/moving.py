"""Files of other apps, sent in by staff: tried first, then read in by a stage, and undone if they were wrong. A file
waits sealed in between, so that what is read in is what was tried, and a restart loses nothing of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.desk.access import note
from plugin.encore import Encore
from plugin.model.import_run import ImportRun, ImportState
from plugin.model.moving import ImportFile
from plugin.model.staff import Deed
from plugin.moving.counts import Counts
from plugin.moving.dates import Order
from plugin.moving.formats import FORMATS
from plugin.moving.run import Found, begin, dry_run, look_through
from plugin.moving.undo import NoSuchRun
from plugin.moving.undo import undo as take_back
from plugin.moving.writing import export
from plugin.shops import Shop

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Tried:
    """What a file is and what would become of it; `id` names it as long as it waits."""

    id: str
    name: str
    found: Found
    counts: Counts


@dataclass(frozen=True, slots=True)
class Run:
    """One file that was read in. `problems` are line, column and what to do."""

    id: str
    kind: str
    name: str
    state: ImportState
    lines: int
    added: int
    doubles: int
    wrong: int
    problems: list[tuple[int, str, str]]
    begun_at: datetime


def try_out(encore: Encore, shop: Shop, file: BinaryIO, name: str, kind: str | None, order: Order | None) -> Tried:
    """Looks through the file and keeps it; reads nothing in. Raises NotATable or NoSuchFormat."""
    now = encore.clock.now()
    found = look_through(file, shop, kind, order)
    counts = dry_run(encore.database, shop, file, found, now)
    id = secrets.token_hex(6)
    file.seek(0)
    with encore.database.write(shop.id) as session:
        session.add(ImportFile(
            shop_id=shop.id, id=id, kind=found.form.kind, dates=order and order.value, added_at=now,
            name=shop.keys.seal_bytes("import_file.name", id, name.encode()),
            content=shop.keys.seal_bytes("import_file.content", id, file.read()),
        ))  # fmt: skip
    return Tried(id, name, found, counts)


def start(encore: Encore, shop: Shop, id: str, *, user_id: str) -> bool:
    """The file is read in from now on, by whichever worker is free; False where it does not wait any more, or has
    begun."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        file = session.execute(
            select(ImportFile.kind, ImportFile.name).where(ImportFile.shop_id == shop.id, ImportFile.id == id)
        ).first()
        begun = session.scalar(select(ImportRun.id).where(ImportRun.shop_id == shop.id, ImportRun.id == id))
    if file is None or begun is not None:
        return False
    name = shop.keys.open_bytes("import_file.name", id, file.name).decode()
    begin(encore.database, shop, file.kind, name, now, id)
    _note(encore, shop, user_id, Deed.TOOK_IN, file.kind)
    encore.wake("moving")
    return True


def undo(encore: Encore, shop: Shop, id: str, *, user_id: str) -> int | None:
    """How much went; None where there is no such run, or it was undone before."""
    try:
        count = take_back(encore.database, shop, id, encore.clock.now())
    except NoSuchRun:
        return None
    _note(encore, shop, user_id, Deed.TOOK_BACK, id)
    encore.wake("tell")
    return count


def write_file(encore: Encore, shop: Shop, kind: str, file: BinaryIO, *, user_id: str) -> None:
    """Everything of that kind, in the form of that app."""
    with encore.database.read(shop.id) as session:
        export(session, shop, FORMATS[kind], file)
    _note(encore, shop, user_id, Deed.WROTE_FILE, kind)


def runs(session: Session, shop: Shop) -> list[Run]:
    """The newest first."""
    rows = session.scalars(
        select(ImportRun).where(ImportRun.shop_id == shop.id).order_by(ImportRun.begun_at.desc(), ImportRun.id)
        .limit(SHOWN)
    )  # fmt: skip
    return [
        Run(
            row.id, row.kind, row.file_name, ImportState(row.state), row.lines, row.added, row.doubles, row.wrong,
            [(line, column, what) for line, column, what in row.problems], row.begun_at,
        )
        for row in rows
    ]  # fmt: skip


def _note(encore: Encore, shop: Shop, user_id: str, deed: Deed, what: str) -> None:
    with encore.database.write(shop.id) as session:
        note(session, shop, user_id, deed, encore.clock.now(), what=what)
