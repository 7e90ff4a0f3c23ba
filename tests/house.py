"""A small shop that moves: files of other apps, read in and written out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select, text
from world import World

from plugin.model import Base
from plugin.model.product import Product
from plugin.model.review import Review, ReviewPhoto
from plugin.moving.counts import Counts
from plugin.moving.formats import FORMATS
from plugin.moving.run import Found, begin, dry_run, look_through, take_in
from plugin.moving.undo import undo
from plugin.moving.writing import export
from plugin.shops import Shop

FILES = Path(__file__).parent / "moving" / "files"
JUMPER, KETTLE = 901, 902


class House:
    def __init__(self, world: World) -> None:
        self.world = world
        for id, title in ((JUMPER, "Jumper"), (KETTLE, "Kettle")):
            self.product(id, title)

    def product(self, id: int, title: str, shop: Shop | None = None) -> None:
        where = shop or self.world.shop
        with self.world.database.write(where.id) as session:
            session.add(Product(
                shop_id=where.id, id=id, seen_at=self.world.clock.now(), title=title, handle=title.lower(),
                is_active=True, in_stock=True, tags=[],
            ))  # fmt: skip

    def own_review(self, id: str, customer_id: int, product_id: int, words: str) -> None:
        """Written here, not taken from a file."""
        shop, now = self.world.shop, self.world.clock.now()
        with self.world.database.write(shop.id) as session:
            session.add(Review(
                shop_id=shop.id, id=id, customer_id=customer_id, product_id=product_id, order_id=1, line_id=1,
                stars=4, text=shop.keys.seal("review.text", id, words), is_verified=True, state="published",
                written_at=now, published_at=now,
            ))  # fmt: skip

    def take_in(
        self, file: str | bytes, kind: str | None = None, *, id: str = "run",
        progress: Callable[[int, int], object] = lambda _done, _all: None,
    ) -> Counts:  # fmt: skip
        """A file by its name here, or its content."""
        world, stream = self.world, _stream(file)
        form = look_through(stream, world.shop, kind).form
        begin(world.database, world.shop, form.kind, "file.csv", world.clock.now(), id)
        return self.go_on(file, kind, id=id, progress=progress)

    def go_on(
        self, file: str | bytes, kind: str | None = None, *, id: str = "run",
        progress: Callable[[int, int], object] = lambda _done, _all: None,
    ) -> Counts:  # fmt: skip
        """A run that has begun."""
        world, stream = self.world, _stream(file)
        found = look_through(stream, world.shop, kind)
        return take_in(world.database, world.shop, stream, found, id, world.clock.now, progress)

    def try_out(self, file: str | bytes, kind: str | None = None) -> Counts:
        stream = _stream(file)
        found = look_through(stream, self.world.shop, kind)
        return dry_run(self.world.database, self.world.shop, stream, found, self.world.clock.now())

    def look(self, file: str | bytes) -> Found:
        return look_through(_stream(file), self.world.shop, None)

    def undo(self, id: str = "run", shop: Shop | None = None) -> int:
        return undo(self.world.database, shop or self.world.shop, id, self.world.clock.now())

    def export(self, kind: str) -> str:
        made = io.BytesIO()
        with self.world.database.read(self.world.shop.id) as session:
            export(session, self.world.shop, FORMATS[kind], made)
        return made.getvalue().decode()

    def reviews(self) -> list[dict[str, Any]]:
        """Everything stored about each review, opened, but for when it was taken in."""
        shop = self.world.shop
        with self.world.database.read(shop.id) as session:
            rows = list(session.scalars(select(Review).where(Review.shop_id == shop.id).order_by(Review.id)))
            photos = list(session.scalars(
                select(ReviewPhoto).where(ReviewPhoto.shop_id == shop.id).order_by(ReviewPhoto.position)
            ))  # fmt: skip
        return [
            {**_opened(shop, row), "pictures": [one.address for one in photos if one.review_id == row.id]}
            for row in rows
        ]

    def dump(self) -> dict[str, list[str]]:
        """Every row of every table, but the runs themselves."""
        with self.world.database.engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
                for name in Base.metadata.tables
                if name != "import_run"
            }


def _stream(file: str | bytes) -> io.BytesIO:
    return io.BytesIO((FILES / file).read_bytes() if isinstance(file, str) else file)


def _opened(shop: Shop, row: Review) -> dict[str, Any]:
    sealed = ("title", "text", "name", "email", "reply")
    found = {name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) for name in sealed}
    plain = {
        column.key: getattr(row, column.key)
        for column in Review.__table__.columns
        if column.key not in (*sealed, "rest", "import_id", "published_at", "shop_id")
    }
    rest = None if row.rest is None else msgspec.json.decode(shop.keys.open_bytes("review.rest", row.id, row.rest))
    return {**plain, **found, "rest": rest}
