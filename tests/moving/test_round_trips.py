"""What came in goes out, and what goes out comes in again as the same rows."""

from __future__ import annotations

import pytest
from house import House

REVIEWS = (
    ("judgeme.csv", "judgeme-reviews", 5), ("loox.csv", "loox-reviews", 2), ("yotpo_shopify.csv", "yotpo-reviews", 2),
    ("yotpo_older.csv", "yotpo-reviews", 1), ("yotpo_export.csv", "yotpo-reviews", 2),
    ("stamped.csv", "stamped-reviews", 2), ("okendo.csv", "okendo-reviews", 2),
)  # fmt: skip
PEOPLE = (
    ("smile.csv", "smile-points", 2), ("stamped_points.csv", "stamped-points", 2),
    ("shopify.csv", "shopify-customers", 2), ("shopify_older.csv", "shopify-customers", 1),
    ("klaviyo.csv", "klaviyo-profiles", 3),
)  # fmt: skip


@pytest.mark.parametrize(("file", "kind", "count"), REVIEWS)
def test_reviews_come_back_as_the_same_rows(house: House, file: str, kind: str, count: int) -> None:
    counts = house.take_in(file)
    assert (counts.added, counts.wrong) == (count, 0), counts.problems
    before, written = house.reviews(), house.export(kind)
    house.undo()
    assert house.reviews() == []
    again = house.take_in(written.encode(), kind, id="again")
    assert (again.added, again.wrong) == (count, 0), (again.problems, written)
    assert house.reviews() == before, written
    assert house.take_in(written.encode(), kind, id="third").doubles == count


@pytest.mark.parametrize(("file", "kind", "count"), PEOPLE)
def test_people_come_back_as_the_same_lines(house: House, file: str, kind: str, count: int) -> None:
    counts = house.take_in(file)
    assert (counts.added, counts.wrong) == (count, 0), counts.problems
    written = house.export(kind)
    house.undo()
    again = house.take_in(written.encode(), kind, id="again")
    assert (again.added, again.wrong, again.also) == (count, 0, counts.also), (again.problems, written)
    assert house.export(kind) == written
    assert house.take_in(written.encode(), kind, id="third").doubles == count


@pytest.mark.parametrize(("file", "kind", "count"), REVIEWS)
def test_each_form_is_read_from_every_other(house: House, file: str, kind: str, count: int) -> None:
    """Written as Judge.me does and read in again they are the same reviews: nothing is added."""
    house.take_in(file)
    written = house.export("judgeme-reviews")
    again = house.take_in(written.encode(), "judgeme-reviews", id="again")
    assert (again.added, again.wrong, again.doubles) == (0, 0, count), written
