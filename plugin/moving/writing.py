"""Files in the forms of other apps: everything of one kind that the shop has, one line each. What came in by such a
file goes out as it stood there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from plugin.moving.format import Format, Noun, alike
from plugin.moving.people_out import people_out
from plugin.moving.reviews_out import reviews_out
from plugin.sheets import write
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Line:
    """`cells` by our names of the columns; `theirs` by those of the file it came in. `used` names what of the columns
    that are not always written this line needs."""

    cells: Mapping[str, str]
    theirs: Mapping[str, str]
    used: frozenset[str]


def export(session: Session, shop: Shop, form: Format, file: BinaryIO) -> int:
    """Writes the file; returns how many lines. What is there is read twice: first for the columns that it needs."""
    used: set[str] = set()
    theirs: dict[str, None] = {}
    for line in _out(session, shop, form):
        used |= line.used
        theirs.update(dict.fromkeys(line.theirs))
    ours = [*form.written, *(name for name in form.if_used if name in used)]
    names = [form.name_of(name) for name in ours]
    taken = {alike(name) for name in names}
    strangers = [name for name in theirs if alike(name) not in taken]
    return write(file, [*names, *strangers], _rows(_out(session, shop, form), form, ours, strangers))


def _rows(lines: Iterable[Line], form: Format, ours: list[str], strangers: list[str]) -> Iterator[list[str]]:
    for line in lines:
        cells = [line.cells.get(name) or form.always.get(name, "") for name in ours]
        yield cells + [line.theirs.get(name, "") for name in strangers]


def _out(session: Session, shop: Shop, form: Format) -> Iterator[Line]:
    out = reviews_out if form.noun is Noun.REVIEWS else people_out
    return (Line(*one) for one in out(session, shop, form))
