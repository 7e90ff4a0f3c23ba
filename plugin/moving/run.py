"""One file, read in: what it is, what would become of it, and the run that does it, batch by batch. Each batch is one
transaction, and a review, a person or a consent is here once by its name, so that a file may be read in again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.db.session import Database
from plugin.errors import EncoreError, UsageError
from plugin.model.import_run import ImportRun, ImportState
from plugin.moving.counts import Counts
from plugin.moving.dates import Order, Orders
from plugin.moving.format import Format, Mapped, Noun, lacking, mapped
from plugin.moving.formats import FORMATS, likeliest
from plugin.moving.marks import tell_ratings
from plugin.moving.people import People
from plugin.moving.reading import Layout, Record, layout_of, records
from plugin.moving.reviews import Reviews
from plugin.moving.wrong import Problem, Wrong
from plugin.projection.work import Work
from plugin.shops import Shop

BATCH = 500  # lines in one transaction: others wait for a tenth of a second at most (bench/moving.py)
_DATES = ("written_at", "replied_at", "birthday", "email_at", "sms_at")
_MONTH_FIRST_IN = ("US",)

Progress = Callable[[int, int], object]


class NoSuchFormat(UsageError):
    """The header is not that of the kind that was asked for, but lacks some columns; or, with no kind, that of any.
    `rather` is what it looks like."""

    def __init__(self, message: str, kind: str = "", lacks: Sequence[str] = (), rather: str = "") -> None:
        super().__init__(message)
        self.kind, self.lacks, self.rather = kind, lacks, rather


class WasUndone(EncoreError):
    """The run was undone while it ran."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was looked through. `order` is how its dates are read; `is_assumed`: no date of it proves that."""

    form: Format
    layout: Layout
    mapped: Mapped
    order: Order | None
    is_assumed: bool
    rows: int

    @property
    def columns(self) -> list[tuple[str, str]]:
        """What the file calls a column, and what we take it for; "" where it is only kept."""
        ours = {place: name for name, place in self.mapped.places.items()}
        return [(name, ours.get(place, "")) for place, name in enumerate(self.layout.header) if name]


class _Taker(Protocol):
    """What knows what to do with lines of one kind."""

    def read(self, given: Any, theirs: Any, order: Order | None, now: datetime, /) -> Any: ...
    def look(self, session: Session, lines: Any, counts: Counts, /) -> Any: ...
    def add(self, work: Work, import_id: str, new: Any, /) -> None: ...


def look_through(file: BinaryIO, shop: Shop, kind: str | None, order: Order | None = None) -> Found:
    """Reads the whole file once; writes nothing. `kind` None: the likeliest. Raises NotATable or NoSuchFormat, which
    says what the header lacks."""
    layout = layout_of(file)
    form = _format(layout.header, kind)
    where = mapped(form, layout.header)
    orders, rows = Orders(), 0
    places = [where.places[name] for name in _DATES if name in where.places]
    for row in records(file, layout):
        rows += 1
        if isinstance(row, Record):
            for place in places:
                orders.look(row.cells[place])
    order = order or form.dates or orders.proved
    is_assumed = order is None and orders.is_needed and not orders.contradict
    if is_assumed:
        order = Order.MONTH_FIRST if shop.country in _MONTH_FIRST_IN else Order.DAY_FIRST
    return Found(form, layout, where, order, is_assumed, rows)


def dry_run(database: Database, shop: Shop, file: BinaryIO, found: Found, now: datetime) -> Counts:
    """What `take_in` would do; writes nothing."""
    counts = Counts()
    with database.read(shop.id) as session:
        taker = _taker(session, shop, found.form)
        for batch in _batches(file, found, 0):
            taker.look(session, _lines(batch, taker, found, now, counts), counts)
    return counts


def begin(database: Database, shop: Shop, kind: str, name: str, now: datetime, id: str | None = None) -> str:
    """The row of a run that has begun; returns its id."""
    made = id or secrets.token_hex(6)
    with database.write(shop.id) as session:
        session.add(ImportRun(
            shop_id=shop.id, id=made, kind=kind, file_name=name, state=ImportState.RUNNING.value, problems=[],
            begun_at=now,
        ))  # fmt: skip
    return made


def take_in(
    database: Database, shop: Shop, file: BinaryIO, found: Found, id: str, now: Callable[[], datetime],
    progress: Progress,
) -> Counts:  # fmt: skip
    """Goes on where the run stands, to its end. `progress` hears lines done and all lines. Raises WasUndone."""
    with database.read(shop.id) as session:
        counts = _so_far(session, shop, id)
        taker = _taker(session, shop, found.form)
    for batch in _batches(file, found, counts.lines):
        lines = _lines(batch, taker, found, now(), counts)
        with database.write(shop.id) as session:
            work = Work(session, shop, now())
            taker.add(work, id, taker.look(session, lines, counts))
            _note(session, shop, id, counts)
        progress(counts.lines, found.rows)
    with database.write(shop.id) as session:
        work = Work(session, shop, now())
        _note(session, shop, id, counts, state=ImportState.DONE.value, ended_at=work.now)
        tell_ratings(work, id)
    return counts


def _format(header: Sequence[str], kind: str | None) -> Format:
    likely = likeliest(header)
    if kind is None and likely is None:
        raise NoSuchFormat("the header is none that is known here; say which kind of file it is")
    form = FORMATS[kind or likely or ""]
    missing = lacking(form, header)
    if missing:
        told = f"the header is not that of {form.kind}: it lacks {', '.join(missing)}"
        raise NoSuchFormat(f"{told}; it looks like {likely}" if likely else told, form.kind, missing, likely or "")
    return form


def _taker(session: Session, shop: Shop, form: Format) -> _Taker:
    return Reviews(session, shop, form.kind) if form.noun is Noun.REVIEWS else People(shop, form)


def _batches(file: BinaryIO, found: Found, done: int) -> Iterator[list[Record | Problem]]:
    rows = islice(records(file, found.layout, found.mapped.least(found.form.needs)), done, None)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _lines(
    batch: Sequence[Record | Problem], taker: _Taker, found: Found, now: datetime, counts: Counts
) -> list[Any]:
    """The lines that can be read; one complaint about each other."""
    lines = []
    for row in batch:
        counts.lines += 1
        if isinstance(row, Problem):
            counts.complain(row)
            continue
        given = {name: row.cells[place] for name, place in found.mapped.places.items()}
        theirs = {found.layout.header[place]: row.cells[place] for place in found.mapped.strangers}
        try:
            lines.append(taker.read(given, theirs, found.order, now))
        except Wrong as wrong:
            place = found.mapped.places.get(wrong.field)
            column = found.layout.header[place] if place is not None else ""
            counts.complain(Problem(row.line, column, wrong.what))
    return lines


def _so_far(session: Session, shop: Shop, id: str) -> Counts:
    row = session.execute(select(ImportRun).where(ImportRun.shop_id == shop.id, ImportRun.id == id)).scalar_one()
    return Counts(row.lines, row.added, row.doubles, row.wrong, problems=[Problem(*one) for one in row.problems])


def _note(session: Session, shop: Shop, id: str, counts: Counts, **more: Any) -> None:
    running = (ImportRun.shop_id == shop.id, ImportRun.id == id, ImportRun.state == ImportState.RUNNING.value)
    found: Any = session.execute(
        update(ImportRun).where(*running).values(
            lines=counts.lines, added=counts.added, doubles=counts.doubles, wrong=counts.wrong,
            problems=[[one.line, one.column, str(one.what)] for one in counts.problems], **more,
        )
    )  # fmt: skip
    if not found.rowcount:
        raise WasUndone("this import was undone while it ran; nothing of it is left")
