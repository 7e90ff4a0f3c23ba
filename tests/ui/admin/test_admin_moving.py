"""The page Data: a file is tried before it is read in, an import can be undone, and everything can be taken along."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from house import FILES, House
from sqlalchemy import func, select

from plugin.model.moving import ImportFile
from plugin.model.review import Review
from plugin.stages.prune import FILES as KEPT
from plugin.stages.prune import drain as prune
from ui.admin import moving


@pytest.fixture
def house(world) -> House:
    return House(world)


def _try(staff, file: str | bytes, name: str = "reviews.csv", **more):
    content = (FILES / file).read_bytes() if isinstance(file, str) else file
    return staff.post("/app/data/try", {"file": (io.BytesIO(content), name), "kind": "", "dates": "", **more})


def _count(world, table) -> int:
    with world.database.read(world.shop.id) as session:
        return session.scalar(select(func.count()).select_from(table).where(table.shop_id == world.shop.id))


def _action(text: str, verb: str) -> str:
    return re.search(rf'action="(/app/data/\w+/{verb})"', text)[1]


def _cells(text: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", text, re.S)]


def test_a_file_is_tried_read_in_and_undone(staff, world, house):
    before = house.dump()
    assert "Nothing was imported yet" in staff.get("/app/data").text
    tried = _try(staff, "judgeme.csv").text
    assert "Judge.me: reviews" in tried
    assert "<strong>5</strong><span>would be added" in tried
    assert "Of products that are not known here: 1." in tried
    assert re.search(r"<bdi>CF_size</bdi></td><td[^>]*>Kept as it is", tried)
    assert (_count(world, Review), _count(world, ImportFile)) == (0, 1)
    begun = staff.post(_action(tried, "import"))
    assert "Being read in" in begun.text
    assert "moving" in world.woken
    world.inline.wake("moving")
    assert (_count(world, Review), _count(world, ImportFile)) == (5, 0)
    listed = staff.get("/app/data").text
    assert _cells(listed)[2:5] == ["5", "0", "0"]
    assert "Undone. All is" in staff.post(_action(listed, "undo")).headers["X-Encore-Said"].replace("%20", " ")
    after = house.dump()
    for table in ("access_entry", "staff_member", "shop"):
        before.pop(table), after.pop(table)
    assert after == before
    log = staff.get("/app/staff/log").text
    assert ("Imported a file" in log, "Undid an import" in log) == (True, True)


def test_lines_that_cannot_be_read_are_named_before_and_after(staff, world, house):
    text = (FILES / "loox.csv").read_text("utf-8-sig") + "jumper,901,9,A,a@b.example,x,2026-01-01,,,,,\n"
    tried = _try(staff, text.encode()).text
    assert "Line 4, <bdi>rating</bdi>: Write a whole number from 1 to 5." in tried
    staff.post(_action(tried, "import"))
    world.inline.wake("moving")
    assert "Line 4, <bdi>rating</bdi>" in staff.get("/app/data").text


def test_what_is_assumed_and_guessed_is_said(staff, house):
    rows = (
        "product_handle,product_Id,rating,author,email,body,created_at,photo_url\njumper,,5,Zoë,,Très,03/04/2025,\n"
    )
    tried = _try(staff, rows.encode("cp1252")).text
    assert "03/04 is 3 April" in tried
    assert "The file is not UTF-8" in tried
    assert "03/04 is" not in _try(staff, rows.encode(), dates="month-first").text


@pytest.mark.parametrize(
    ("file", "more", "says"),
    [
        (b"", {}, "no first line"), (b"a,b\n1,2\n", {}, "not clear which app"),
        ("loox.csv", {"kind": "okendo-reviews"}, "no file of Okendo: reviews: it lacks name, dateCreated"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_with_what_to_do(staff, world, house, file, more, says):
    answer = _try(staff, file, **more)
    assert answer.status_code == 422
    assert says in answer.text
    assert _count(world, ImportFile) == 0


def test_no_file_at_all(staff):
    answer = staff.post("/app/data/try", {"kind": ""})
    assert (answer.status_code, "Choose a file first." in answer.text) == (422, True)


def test_a_file_over_20_mb_is_413(staff, world, monkeypatch):
    monkeypatch.setattr(moving, "FILE_BYTES", 100_000)
    assert _try(staff, b"x" * 100_001).status_code == 413
    assert _try(staff, b"x" * 300_000).status_code == 413
    assert moving.FILE_BYTES == 100_000
    assert _count(world, ImportFile) == 0


def test_a_file_that_nobody_agreed_to_goes_after_a_day(staff, world, house):
    _try(staff, "loox.csv")
    world.clock.move_by(KEPT + timedelta(minutes=1))
    prune(world.encore, 100)
    assert _count(world, ImportFile) == 0


def test_an_erasure_takes_files_that_wait_away(staff, world, house):
    _try(staff, "loox.csv")
    ada = world.customer("Ada")
    staff.post(f"/app/customers/{ada.id}/erase")
    assert _count(world, ImportFile) == 0


def test_a_restart_in_the_middle_loses_nothing(staff, world, house, monkeypatch):
    from plugin.stages import moving as stage

    tried = _try(staff, "judgeme.csv").text
    staff.post(_action(tried, "import"))
    claimed = stage._claimed(world.encore, world.shop)
    assert claimed is not None
    world.inline.wake("moving")
    assert _count(world, Review) == 0, "somebody has it"
    world.clock.move_by(stage.LEASE + timedelta(seconds=1))
    world.inline.wake("moving")
    assert _count(world, Review) == 5


def test_the_same_file_is_begun_once(staff, world, house):
    place = _action(_try(staff, "loox.csv").text, "import")
    assert [staff.post(place).status_code for _ in range(2)] == [200, 404]


def test_everything_can_be_taken_along_as_csv(staff, world, house):
    house.take_in("loox.csv")
    answer = staff.get("/app/data/export/judgeme-reviews")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "text/csv", "attachment; filename=judgeme-reviews.csv",
    )  # fmt: skip
    assert b"Soft & warm" in answer.data
    assert staff.get("/app/data/export/none").status_code == 404
    assert "Took a file of everybody along" in staff.get("/app/staff/log").text
    assert b"Soft" not in staff.get("/app/data/export/judgeme-reviews", shop=world.other).data


def test_another_shop_can_neither_begin_nor_undo(staff, world, house):
    place = _action(_try(staff, "loox.csv").text, "import")
    assert staff.post(place, shop=world.other).status_code == 404
    house.take_in("judgeme.csv")
    assert staff.post("/app/data/run/undo", shop=world.other).status_code == 404
    assert _count(world, Review) == 5
