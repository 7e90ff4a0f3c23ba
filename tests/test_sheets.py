"""What is written as CSV, and that no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import msgspec
import pytest
from world import World

from plugin.desk.privacy_log import hand_over, lines
from plugin.sheets import cell, sheet, zipped

ROOT = Path(__file__).parent.parent
FORMULAS = ("=1+1", "+SUM(1)", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("https://evil.example")')


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_formula(text: str, database) -> None:
    """In a cell, in a column's name, in a list, and in the file for a customer whose name is a formula."""
    assert cell(text) == "'" + text
    assert _read(sheet([{text: text}])) == [["'" + text], ["'" + text]]
    assert cell([text]).startswith("'")
    with World(database) as world:
        stripped = text.strip()
        ada = world.customer(text)
        asked = {"shop_domain": world.shop.domain, "customer": {"id": ada.id}, "data_request": {"id": 1}}
        world.webhook("customers/data_request", asked)
        with world.database.read(world.shop.id) as session:
            (line,) = lines(session, world.shop)
        held = hand_over(world.encore, world.shop, line.id, user_id="42")
        with zipfile.ZipFile(io.BytesIO(zipped(msgspec.json.decode(held)))) as archive:
            cells = [one for name in archive.namelist() for row in _read(archive.read(name)) for one in row]
        assert any(one.endswith(stripped) for one in cells)
        assert [one for one in cells if one.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_csv_is_written_in_one_place_only() -> None:
    """So that what is tested above holds for everything."""
    files = [path for folder in ("plugin", "ui", "webhooks") for path in (ROOT / folder).rglob("*.py")]
    writing = re.compile(r"csv\.(?:writer|DictWriter)|from csv |text/csv")
    found = {path.relative_to(ROOT).as_posix() for path in files if writing.search(path.read_text(encoding="utf-8"))}
    assert found == {"plugin/sheets.py"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (0, "0"), (True, "yes"), (False, "no"), ("a, \"b\"\nc", "a, \"b\"\nc"), ("Zoë 🫖", "Zoë 🫖"),
        ([{"title": "Mug", "quantity": 2}, {"title": "Pot", "quantity": 1}],
         "title: Mug, quantity: 2; title: Pot, quantity: 1"),
        (["A", "B"], "A; B"), ([], ""),
    ],
)  # fmt: skip
def test_a_value_is_read_back_as_it_is_shown(value: object, shown: str) -> None:
    assert _read(sheet([{"one": "x", "two": value}])) == [["one", "two"], ["x", shown]]


def test_rows_that_lack_a_column_leave_it_empty() -> None:
    assert _read(sheet([{"a": 1}, {"b": 2}])) == [["a", "b"], ["1", ""], ["", "2"]]
    assert sheet([]) == b""


def _read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
