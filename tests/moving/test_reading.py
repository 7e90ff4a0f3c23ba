"""Files as they come: every encoding, separator and broken line, with the line numbers that an editor shows."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.moving import reading
from plugin.moving.reading import NotATable, Record, layout_of, records
from plugin.moving.wrong import Problem
from plugin.sheets import write

HEADER = "name,text,stars\n"


def _read(text: str, encoding: str = "utf-8", least: int = 0) -> list[Record | Problem]:
    file = io.BytesIO(text.encode(encoding))
    return list(records(file, layout_of(file), least))


def _lines(found: list[Record | Problem]) -> list[tuple[int, bool]]:
    return [(one.line, isinstance(one, Record)) for one in found]


@pytest.mark.parametrize(
    ("encoding", "name", "is_guessed"),
    [
        ("utf-8", "utf-8", False), ("utf-8-sig", "utf-8-sig", False), ("utf-16", "utf-16", False),
        ("utf-16-le", "utf-16-le", False), ("utf-16-be", "utf-16-be", False), ("cp1252", "cp1252", True),
    ],
)  # fmt: skip
def test_the_encoding_is_found_and_a_guess_is_said(encoding: str, name: str, is_guessed: bool) -> None:
    file = io.BytesIO((HEADER + "Zoë,“très bon” – 5 €,5\n").encode(encoding))
    layout = layout_of(file)
    assert (layout.encoding, layout.is_guessed, layout.header) == (name, is_guessed, ("name", "text", "stars"))
    assert [one.cells for one in records(file, layout)] == [("Zoë", "“très bon” – 5 €", "5")]


def test_an_umlaut_far_below_is_found_too() -> None:
    file = io.BytesIO((HEADER + "a,b,5\n" * 30_000 + "Jörg,b,5\n").encode("cp1252"))
    assert layout_of(file).is_guessed


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    text = f'"a, b; c"{separator}text{separator}stars\n1{separator}"x{separator}y"{separator}3\n'
    assert [one.cells for one in _read(text)] == [("1", f"x{separator}y", "3")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(end: str) -> None:
    rows = ["name,text,stars", 'a,"one', "two", 'three",5', "", "b,x,4", ",,", 'c,"last', 'line",3']
    assert _lines(_read(end.join(rows))) == [(2, True), (6, True), (8, True)]


def test_empty_lines_above_the_header_count() -> None:
    assert _lines(_read("\n\n" + HEADER + "a,b,5\n")) == [(4, True)]


def test_bad_lines_never_stop_good_ones() -> None:
    text = HEADER + 'a,b,5\nc,"never closed,4\nd,e,3\nf,"g ""h""",2\ni,j,1,too,many\nk,l"m,2\nn,"o"p,1\nq,r,1\n'
    found = _read(text, least=3)
    assert _lines(found) == [
        (2, True),
        (3, False),
        (4, True),
        (5, True),
        (6, False),
        (7, True),
        (8, False),
        (9, True),
    ]
    assert found[3].cells == ("f", 'g "h"', "2")


def test_a_quotation_mark_that_is_never_closed_spoils_its_own_line_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINES", 20)
    text = HEADER + 'a,"open,5\n' + "b,c,4\n" * 100
    assert _lines(_read(text)) == [(2, False)] + [(line, True) for line in range(3, 103)]


def test_a_line_without_end_is_a_problem_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 50)
    assert _lines(_read(HEADER + "a," + "x" * 500 + ",5\nb,c,4\n")) == [(2, False), (3, True)]


def test_cells_that_spreadsheets_leave_away_at_the_end_are_empty() -> None:
    assert [one.cells for one in _read(HEADER + "a\nb,c\n", least=3)] == [("a", "", ""), ("b", "c", "")]


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n"])
def test_a_file_without_a_header_is_refused(text: str) -> None:
    with pytest.raises(NotATable):
        layout_of(io.BytesIO(text.encode()))


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n",;\t'), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    file = io.BytesIO()
    write(file, ["name", "text", "stars"], rows)
    guarded = [tuple(("'" if one[:1] in "=+-@\t" else "") + one if one else "" for one in row) for row in rows]
    expected = [row for row in guarded if any(cell.strip() for cell in row)]
    assert [one.cells for one in records(file, layout_of(file), 3)] == expected


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    file = io.BytesIO(content)
    try:
        layout = layout_of(file)
    except NotATable:
        return
    assert all(one.line >= 1 for one in records(file, layout))
