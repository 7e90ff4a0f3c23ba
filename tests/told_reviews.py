"""Reviews in a small world: written through the inbox as a shopper's page tells them, and judged as at the desk."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import select
from world import World

from plugin.desk import review_list, reviews
from plugin.desk.review_list import Choice, Shown
from plugin.desk.reviews import Why
from plugin.model.message import Message
from plugin.model.order import OrderLine
from plugin.model.review import ReviewState

STAFF = "42"
A_WEEK_LATER = timedelta(days=8)


class Reviewed:
    """One order and one review request behind each review."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._words = count(1)
        self._asked: dict[str, tuple[Message, int]] = {}  # by what was written

    def write(
        self, product: str, stars: int, text: str = "", title: str = "", name: str = "", incentive: str = "",
        may_reuse: bool = False, **more: Any,
    ) -> int:  # fmt: skip
        """Somebody buys it, is asked, and answers; the id of the product. `more`: photos, video."""
        order = self.world.order(product)
        self.world.delivered(order)
        self.world.clock.move_by(A_WEEK_LATER)  # not spun: whoever wrote before them would be reminded on the way
        self.world.spin()
        message = self.world.message(flow="review_request", about=f"order:{order.id}", step=0)
        with self.world.database.read(self.world.shop.id) as session:
            mine = select(OrderLine.id, OrderLine.product_id).where(
                OrderLine.shop_id == self.world.shop.id, OrderLine.order_id == order.id
            )
            line_id, product_id = session.execute(mine).one()
        said = text or f"{product} number {next(self._words)}"
        self._asked[said] = (message, line_id)
        self._tell(said, stars, title, name, incentive, may_reuse, **more)
        return int(product_id)

    def edit(self, text: str, stars: int) -> None:
        self._tell(text, stars)

    def publish(self, *texts: str) -> int:
        """Everything that waits, or only these."""
        seen = [one.seen for one in self.listed(ReviewState.WAITING) if not texts or one.text in texts]
        return reviews.publish(self.world.encore, self.world.shop, seen, user_id=STAFF)

    def hide(self, text: str, why: Why) -> None:
        one = self.find(text)
        assert reviews.hide(self.world.encore, self.world.shop, one.id, one.seen, why, user_id=STAFF)

    def show(self, text: str) -> None:
        one = self.find(text)
        assert reviews.show(self.world.encore, self.world.shop, one.id, one.seen, user_id=STAFF)

    def find(self, text: str) -> Shown:
        (found,) = [one for state in ReviewState for one in self.listed(state) if one.text == text]
        return found

    def listed(self, state: ReviewState) -> list[Shown]:
        with self.world.database.read(self.world.shop.id) as session:
            return review_list.listed(session, self.world.shop, Choice(state)).rows

    def _tell(
        self, text: str, stars: int, title: str = "", name: str = "", incentive: str = "", may_reuse: bool = False,
        **more: Any,
    ) -> None:  # fmt: skip
        message, line_id = self._asked[text]
        item = msgspec.to_builtins({"line": line_id, "stars": stars, "title": title, "text": text, **more})
        chosen = {"name": name, "incentive": incentive, "may_reuse": may_reuse}
        body = {"message_id": message.id, "items": [item], **chosen}
        self.world.webhook("shopper/review", body, source="shopper")
