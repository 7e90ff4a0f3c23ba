"""`encore import`, `export` and `undo`, as typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house import FILES, House
from world import World

from plugin.cli import main
from plugin.db.session import Database
from plugin.moving.formats import FORMATS, IMPORTED
from plugin.moving.kinds import READ, WRITTEN

DOMAIN = "pots.myshopify.com"


@pytest.fixture
def house(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ENCORE_DATABASE_URL", sqlite_database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("ENCORE_ENCRYPTION_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    with World(sqlite_database) as world:
        yield House(world)


def test_a_file_is_tried_taken_in_taken_along_and_taken_back(house: House, capsys, tmp_path: Path) -> None:
    before = house.dump()
    file = str(FILES / "yotpo_export.csv")
    assert main(["import", DOMAIN, "yotpo-reviews", file, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "2 would be added, 0 were here already, 0 cannot be read" in said
    assert "Deleted in the app they come from, so left out: 1." in said
    assert "Nothing was written." in said
    assert house.dump() == before
    assert main(["import", DOMAIN, "yotpo-reviews", file]) == 0
    said = capsys.readouterr()
    id = re.search(rf"encore undo {DOMAIN} (\w+)", said.out)[1]
    assert "lines 100 %" in said.err
    assert main(["export", DOMAIN, "loox-reviews", str(tmp_path / "out.csv")]) == 0
    assert "Nice pot" in (tmp_path / "out.csv").read_text("utf-8")
    assert main(["undo", DOMAIN, id]) == 0
    assert house.dump() == before
    assert main(["undo", DOMAIN, id]) == 2


def test_what_cannot_be_read_is_named_by_line_and_column(house: House, capsys, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("email,points\na@b.example,many\nb@c.example,5\n")
    assert main(["import", DOMAIN, "smile-points", str(tmp_path / "bad.csv")]) == 0
    said = capsys.readouterr().out
    assert "1 added, 0 were here already, 1 cannot be read" in said
    assert "line 2, points: Write a whole number, such as 250." in said


def test_wrong_arguments_say_what_to_do(house: House, capsys, tmp_path: Path) -> None:
    assert main(["import", DOMAIN, "smile-points", "none.csv"]) == 2
    assert "there is no file 'none.csv'" in capsys.readouterr().err
    (tmp_path / "empty.csv").write_bytes(b"")
    assert main(["import", DOMAIN, "smile-points", str(tmp_path / "empty.csv")]) == 1
    assert "the file is empty" in capsys.readouterr().err
    assert main(["import", DOMAIN, "smile-points", str(FILES / "loox.csv")]) == 2
    assert "it looks like loox-reviews" in capsys.readouterr().err


def test_the_kinds_that_the_commands_name_are_those_there_are() -> None:
    assert set(READ) == set(IMPORTED)
    assert set(WRITTEN) == set(FORMATS)
