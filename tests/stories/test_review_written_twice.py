"""A review link that is used again edits the review: one row, the newest words."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from world import World

from plugin.db.session import Database
from plugin.model.review import Review


@pytest.mark.parametrize("first", [1, 5])
def test_a_review_written_again_is_the_same_review_with_other_words(database: Database, first: int) -> None:
    with World(database) as world:
        order = world.delivered(world.order("jumper", paid="2026-02-01 10:00"))
        world.spin(days=9)
        request = world.message(flow="review_request", step=0)
        (line,) = order.lines
        for stars, text in ((first, "At first."), (3, "A week later.")):
            told = {"line": line["id"], "stars": stars, "title": "", "text": text}
            world.webhook("shopper/review", {"message_id": request.id, "items": [told]}, source="shopper")
            world.spin(hours=1)
        with world.encore.database.read(world.shop.id) as session:
            (review,) = session.scalars(select(Review).where(Review.shop_id == world.shop.id))
        assert (review.stars, review.edited_at is None) == (3, False)
        assert world.shop.keys.open("review.text", review.id, review.text) == "A week later."
