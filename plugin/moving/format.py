"""What a foreign product calls its columns: one table each, in plugin.moving.formats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from plugin.moving.dates import Order

_BIRTHDAY = "birthday"
_GAPS = re.compile(r"[\s_\-.]+")


class Noun(StrEnum):
    REVIEWS = "reviews"
    POINTS = "points"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Format:
    """`columns`: our field -> what the file may call it, the name that we write first. `written`: our fields in the
    order in which a file is written; those in `if_used` follow only where somebody needs them. A file is read with
    `needs`, and at least one of `one_of`. `signs` are names that tell this format from others."""

    kind: str
    noun: Noun
    columns: Mapping[str, Sequence[str]]
    written: Sequence[str]
    if_used: Sequence[str] = ()
    needs: Sequence[str] = ()
    one_of: Sequence[str] = ()
    signs: Sequence[str] = ()
    dates: Order | None = None  # how it is known to write them
    between_pictures: str = ","
    moments: str = "%Y-%m-%d %H:%M:%S UTC"
    yes_no: tuple[str, str] = ("true", "false")
    is_read: bool = True  # False: only written
    always: Mapping[str, str] = field(default_factory=dict)  # our field -> what stands in it where we know nothing

    def name_of(self, our_field: str) -> str:
        return self.columns[our_field][0]


@dataclass(frozen=True, slots=True)
class Mapped:
    """The header of a file against a format: our field -> its place, and the columns that have none."""

    places: Mapping[str, int]
    strangers: tuple[int, ...]

    def least(self, needs: Sequence[str]) -> int:
        """How many cells a row must have for what it needs."""
        return max((self.places[name] + 1 for name in needs if name in self.places), default=0)


def mapped(form: Format, header: Sequence[str]) -> Mapped:
    """Blanks, case and gaps in the names of the columns do not matter. The first of two that are alike is taken."""
    where: dict[str, int] = {}
    for at, name in enumerate(header):
        where.setdefault(alike(name), at)
    found = {ours: place for ours, names in form.columns.items() if (place := _place(ours, names, where)) is not None}
    known = set(found.values())
    return Mapped(found, tuple(at for at, name in enumerate(header) if at not in known and name))


def lacking(form: Format, header: Sequence[str]) -> list[str]:
    """What the header lacks to be read as this format, in the words of the file; [] if it can be."""
    there = mapped(form, header).places
    missing = [form.name_of(one) for one in form.needs if one not in there]
    if form.one_of and not any(one in there for one in form.one_of):
        missing.append(" / ".join(form.name_of(one) for one in form.one_of))
    return missing


def likeness(form: Format, header: Sequence[str]) -> int:
    """How surely the header is of this format; 0 where it cannot be read as it."""
    if not form.is_read or lacking(form, header):
        return 0
    names = {alike(name) for name in header}
    signs = sum(alike(one) in names for one in form.signs)
    return len(mapped(form, header).places) + 10 * signs if signs else 0


def alike(name: str) -> str:
    return _GAPS.sub("", name.strip().casefold())


def _place(ours: str, names: Sequence[str], where: Mapping[str, int]) -> int | None:
    """A birthday is in whichever column is called so, for it is the shop's own."""
    alikes = [alike(one) for one in names]
    if ours == _BIRTHDAY:
        alikes += [name for name in where if "birth" in name]
    return next((where[name] for name in alikes if name in where), None)
