"""The pictures of imported reviews are fetched, made anew and sealed; what cannot be had says why."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from house import House
from PIL import Image
from sqlalchemy import select
from world import World

from plugin.model.review import ReviewPhoto
from plugin.outside import NotFetched
from plugin.stages.pictures import drain


class Web:
    """What is at each address; at all others nothing."""

    def __init__(self, **places: bytes) -> None:
        self.places = {f"https://img.example/{name}.jpg": content for name, content in places.items()}
        self.asked: list[str] = []

    def fetch(self, address: str) -> bytes:
        self.asked.append(address)
        if address not in self.places:
            raise NotFetched("The other side did not hand it over.")
        return self.places[address]


@pytest.fixture
def house(sqlite_database) -> Iterator[House]:
    with World(sqlite_database) as world:
        made = House(world)
        made.take_in("judgeme.csv")
        yield made


def _jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2_000, 1_000), "teal").save(made, "JPEG", exif=b"Exif\x00\x00secret place")
    return made.getvalue()


def _photos(house: House) -> dict[str, ReviewPhoto]:
    shop = house.world.shop
    with house.world.database.read(shop.id) as session:
        return {row.address[-5]: row for row in session.scalars(
            select(ReviewPhoto).where(ReviewPhoto.shop_id == shop.id))}  # fmt: skip


def test_a_picture_is_kept_as_we_made_it_and_sealed(house: House) -> None:
    web = Web(a=_jpeg())
    assert drain(house.world.encore, 500, web) == 2
    row = _photos(house)["a"]
    content = house.world.shop.keys.open_bytes("review_photo.content", row.id, row.content)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size, row.width, row.height) == ("WEBP", (1_600, 800), 1_600, 800)
    assert b"secret place" not in content


def test_what_cannot_be_had_keeps_address_and_reason_and_is_not_asked_again(house: House) -> None:
    web = Web(b=b"<html>no picture</html>")
    drain(house.world.encore, 500, web)
    rows = _photos(house)
    assert rows["a"].problem == "The other side did not hand it over."
    assert rows["b"].problem == "no_picture"
    assert (rows["a"].content, rows["a"].address) == (None, "https://img.example/a.jpg")
    assert drain(house.world.encore, 500, web) == 0
    assert len(web.asked) == 2


def test_no_more_are_fetched_than_the_budget_allows(house: House) -> None:
    assert [drain(house.world.encore, 1, Web()) for _ in range(3)] == [1, 1, 0]
