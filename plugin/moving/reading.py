"""A CSV file as it comes: in whatever encoding, with whatever separator, with broken lines. It is never in memory
as a whole, and a line that cannot be read does not stop those after it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from plugin.errors import EncoreError
from plugin.moving.wrong import Problem
from plugin.words import said

LONGEST_LINE = 1_000_000  # signs
MOST_LINES = 500  # of one record with line breaks in quotes; more is a quotation mark that was never closed
_PIECE = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"


class NotATable(EncoreError):
    """The file has no header that could be read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. `is_guessed`: it is no UTF-8, so it is taken for Windows' western European encoding."""

    encoding: str
    is_guessed: bool
    separator: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One row: where it begins as an editor counts lines, and its cells, as many as the header has."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    is_whole: bool = True


def layout_of(file: BinaryIO) -> Layout:
    """Looks through the whole file once for its encoding. Raises NotATable."""
    encoding, is_guessed = _encoding(file)
    first = next((line for line in _lines(file, encoding) if line.text.strip()), None)
    if first is None:
        raise NotATable("the file is empty; export it once more")
    separator = max(_SEPARATORS, key=lambda one: _outside_quotes(first.text).count(one))
    reader = _Records(_lines(file, encoding), separator)
    header = tuple(name.strip().lstrip("\ufeff") for name in reader.header())
    if not any(header):
        raise NotATable("line 1 names no columns; it must be the header")
    return Layout(encoding, is_guessed, separator, header)


def records(file: BinaryIO, layout: Layout, least: int = 0) -> Iterator[Record | Problem]:
    """The rows after the header, empty ones left out; a Problem in the place of what cannot be read. Cells that are
    missing at the end are empty, unless fewer than `least` are there in a row of several lines."""
    reader = _Records(_lines(file, layout.encoding), layout.separator)
    reader.header()
    yield from reader.rows(len(layout.header), least)


class _Records:
    """Cuts lines into rows. Lines that were taken for one row by mistake are put back and read again."""

    def __init__(self, lines: Iterator[_Line], separator: str) -> None:
        self._new = lines
        self._again: deque[_Line] = deque()
        self._separator = separator

    def header(self) -> list[str]:
        while (taken := self._take()) is not None and not taken.text.strip():
            pass
        if taken is None:
            return []
        self._again.appendleft(taken)
        cells, _ = self._row()
        return cells or []

    def rows(self, width: int, least: int) -> Iterator[Record | Problem]:
        while (first := self._take()) is not None:
            if not first.text.strip():
                continue
            if not first.is_whole:
                yield Problem(first.number, "", said("This line is too long. Shorten it."))
                continue
            self._again.appendleft(first)
            cells, taken = self._row()
            found = _record(cells, taken, width, least)
            if isinstance(found, Problem):
                self._again.extendleft(reversed(taken[1:]))
            if isinstance(found, Problem) or any(cell.strip() for cell in found.cells):
                yield found

    def _row(self) -> tuple[list[str] | None, list[_Line]]:
        """The cells, or None where the quotation marks do not fit; and the lines they were in."""
        taken: list[_Line] = []

        def feed() -> Iterator[str]:
            while len(taken) < MOST_LINES and (line := self._take()) is not None:
                taken.append(line)
                yield line.text

        try:
            return next(csv.reader(feed(), delimiter=self._separator, strict=True), []), taken
        except csv.Error:
            return None, taken

    def _take(self) -> _Line | None:
        return self._again.popleft() if self._again else next(self._new, None)


def _record(cells: list[str] | None, taken: Sequence[_Line], width: int, least: int) -> Record | Problem:
    number = taken[0].number
    if cells is None:
        return Problem(number, "", said("The quotation marks in this line do not fit. Double those inside a text."))
    if any(cell.strip() for cell in cells[width:]):
        return Problem(number, "", said("This line has more columns than the header. Put texts in quotation marks."))
    if len(taken) > 1 and len(cells) < least:
        return Problem(number, "", said("A quotation mark is opened here and not closed. Close it."))
    return Record(number, tuple(cells[:width]) + ("",) * (width - len(cells)))


def _lines(file: BinaryIO, encoding: str) -> Iterator[_Line]:
    """The lines with their ends, numbered as an editor does."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        number = 0
        while piece := text.readline(LONGEST_LINE):
            number += 1
            is_whole = len(piece) < LONGEST_LINE or piece.endswith(("\n", "\r"))
            yield _Line(number, piece if is_whole else "too long", is_whole)
            while not piece.endswith(("\n", "\r")) and (piece := text.readline(LONGEST_LINE)):
                pass
    finally:
        text.detach()


def _encoding(file: BinaryIO) -> tuple[str, bool]:
    file.seek(0)
    head = file.read(4)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, False
    if len(head) == 4 and head[1] == head[3] == 0:
        return "utf-16-le", False
    if len(head) == 4 and head[0] == head[2] == 0:
        return "utf-16-be", False
    return ("utf-8", False) if _is_utf8(file) else ("cp1252", True)


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _outside_quotes(text: str) -> str:
    return "".join(text.split('"')[::2])
