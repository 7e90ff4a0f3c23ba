"""A run leaves nothing behind once it is undone, and nothing is doubled however often a file is read in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from house import JUMPER, House
from sqlalchemy import select

from plugin.model.customer import Customer
from plugin.model.import_run import ImportRun
from plugin.model.review import ProductRating, Review
from plugin.moving import run as running
from plugin.moving.run import WasUndone
from plugin.moving.undo import NoSuchRun

FILES = (
    "judgeme.csv", "loox.csv", "yotpo_shopify.csv", "yotpo_older.csv", "yotpo_export.csv", "stamped.csv",
    "okendo.csv", "smile.csv", "smile_birthdays.csv", "stamped_points.csv", "shopify.csv", "shopify_older.csv",
    "klaviyo.csv",
)  # fmt: skip


def _rows(house: House, table: Any) -> list[Any]:
    shop = house.world.shop
    with house.world.database.read(shop.id) as session:
        return list(session.scalars(select(table).where(table.shop_id == shop.id)))


@pytest.mark.parametrize("file", FILES)
def test_undoing_restores_the_database_exactly(house: House, file: str) -> None:
    house.world.order("Mug", by=house.world.customer("Ada", email="ada@shopper.example"))
    before = house.dump()
    counts = house.take_in(file)
    assert counts.added + counts.wrong
    house.undo()
    assert house.dump() == before
    assert [row.state for row in _rows(house, ImportRun)] == ["undone"]


def test_it_does_so_on_each_database_also_for_ratings_that_were_there(any_house: House) -> None:
    any_house.take_in("loox.csv", id="first")
    before = any_house.dump()
    any_house.world.clock.move_by(timedelta(minutes=1))
    any_house.take_in("judgeme.csv")
    assert any_house.dump() != before
    any_house.undo()
    assert any_house.dump() == before


def test_a_rating_that_the_shop_has_been_told_is_told_again(house: House) -> None:
    house.take_in("loox.csv")
    with house.world.database.write(house.world.shop.id) as session:
        for row in session.scalars(select(ProductRating).where(ProductRating.shop_id == house.world.shop.id)):
            row.due_at, row.told_at = None, house.world.clock.now()
    house.undo()
    assert [row.due_at for row in _rows(house, ProductRating)] == [house.world.clock.now()] * 2


def test_a_dry_run_writes_nothing_and_says_the_same(house: House) -> None:
    before = house.dump()
    for file in FILES:
        tried = house.try_out(file)
        assert house.dump() == before
        assert house.take_in(file) == tried, file
        house.undo()
        with house.world.database.write(house.world.shop.id) as session:
            session.delete(session.scalar(select(ImportRun).where(ImportRun.shop_id == house.world.shop.id)))


def test_the_same_file_again_adds_nothing(house: House) -> None:
    house.take_in("judgeme.csv", id="first")
    before = house.dump()
    again = house.take_in("judgeme.csv", id="again")
    assert (again.added, again.doubles) == (0, 5)
    assert house.dump() == before


def test_a_line_that_is_there_twice_is_taken_once(house: House) -> None:
    file = b"email,body,rating,created_at,product_handle,photo_url\n" + b"a@b.example,Good,5,2026-01-01,jumper,\n" * 3
    assert (house.try_out(file).added, house.take_in(file).added) == (1, 1)


class Killed(BaseException):
    """The process is gone."""


def test_a_killed_run_is_finished_by_reading_the_file_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    file, complete = _many(9), house.dump()
    house.take_in(file, id="complete")
    complete = house.reviews()
    house.undo("complete")
    _kill_after(monkeypatch, 2, lambda: house.take_in(file, id="killed"))
    assert len(house.reviews()) == 4
    assert house.take_in(file, id="again").added == 5
    assert house.reviews() == complete
    assert [row.product_id for row in _rows(house, ProductRating)] == [JUMPER]


def test_a_killed_run_goes_on_where_it_stood(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    file = _many(9)
    _kill_after(monkeypatch, 2, lambda: house.take_in(file))
    counts = house.go_on(file)
    assert (counts.lines, counts.added, counts.doubles) == (9, 9, 0)
    assert [(row.lines, row.added, row.state) for row in _rows(house, ImportRun)] == [(9, 9, "done")]


def test_a_run_that_is_undone_while_it_runs_stops(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    before = house.dump()
    with pytest.raises(WasUndone):
        house.take_in(_many(9), progress=lambda done, _all: house.undo() if done == 4 else None)
    assert house.dump() == before


def test_a_run_is_undone_once_and_only_in_its_shop(house: House) -> None:
    house.take_in("loox.csv")
    with pytest.raises(NoSuchRun, match="there is no import 'run'"):
        house.undo(shop=house.world.other)
    house.undo()
    with pytest.raises(NoSuchRun):
        house.undo()


def test_a_customer_whom_the_shop_has_told_of_meanwhile_stays(house: House) -> None:
    house.take_in("shopify.csv")
    assert sorted(row.id for row in _rows(house, Customer)) == [7100000000001, 7100000000002]
    house.world.webhook("customers/update", {
        "id": 7100000000001, "email": "ada@shopper.example", "updated_at": house.world.clock.now().isoformat(),
    })  # fmt: skip
    house.undo()
    assert [row.id for row in _rows(house, Customer)] == [7100000000001]


def test_a_review_finds_its_product_when_that_comes(house: House) -> None:
    house.take_in("judgeme.csv")
    assert "teapot-gone" in {row.product_handle for row in _rows(house, Review) if row.product_id is None}
    house.world.webhook("products/create", {
        "id": 903, "title": "Teapot", "handle": "teapot-gone", "status": "active", "variants": [],
        "updated_at": house.world.clock.now().isoformat(),
    })  # fmt: skip
    assert 903 in {row.product_id for row in _rows(house, Review)}
    assert 903 in {row.product_id for row in _rows(house, ProductRating)}


def _many(count: int) -> bytes:
    rows = [f"r{n}@shopper.example,Words {n},{n % 5 + 1},2026-01-0{n % 9 + 1},jumper,\n" for n in range(count)]
    return ("email,body,rating,created_at,product_handle,photo_url\n" + "".join(rows)).encode()


def _kill_after(monkeypatch: pytest.MonkeyPatch, batches: int, begun: Any) -> None:
    """The process ends in the middle of the batch after that many."""
    real, done = running._note, iter(range(100))

    def note(*given: Any, **more: Any) -> None:
        if next(done) == batches:
            raise Killed
        real(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_note", note)
        with pytest.raises(Killed):
            begun()
