"""Everything Encore writes as CSV: UTF-8 with a mark that spreadsheets know, one row a thing, and no cell that a
spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

MIMETYPE = "text/csv"
Row = Mapping[str, Any]
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(rows: Sequence[Row]) -> bytes:
    """The rows under their names. Columns are in the order in which they first come; nothing at all is no bytes."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if not columns:
        return b""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([cell(name) for name in columns])
    writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Writes rows one by one, as other programs read them: UTF-8 without the mark. Returns how many."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([cell(name) for name in columns])
        count = 0
        for row in rows:
            writer.writerow([cell(value) for value in row])
            count += 1
        return count
    finally:
        text.flush()
        text.detach()


def cell(value: object) -> str:
    """The value as a spreadsheet shows it; what begins like a formula gets a "'" in front. A list is written in one
    cell: "title: Kettle, quantity: 1; title: Mug, quantity: 2"."""
    text = _text(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def zipped(held: Mapping[str, Sequence[Row]]) -> bytes:
    """A ZIP of one sheet per kind; the sheet of a kind of which there is nothing is empty."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, rows in held.items():
            archive.writestr(f"{kind}.csv", sheet(rows))
    return made.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return str(value)
