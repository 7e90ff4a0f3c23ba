"""Questions in a small world: asked as a visitor does, looked at as at the desk, answered by their link."""

from __future__ import annotations

from sqlalchemy import select
from world import World

from plugin.desk import product_questions as desk
from plugin.desk import question_moves as moves
from plugin.desk.product_questions import Pile, ShownQuestion
from plugin.desk.question_moves import Piece
from plugin.desk.reviews import Why
from plugin.model.message import Message
from plugin.model.product import Product
from plugin.model.product_question import AskedOwner
from plugin.product_questions import ask

STAFF = "42"
JUMPER = 90_000  # the first product of a world


class Questioned:
    """The jumper is known to the shop, and people buy it."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.database.write(world.shop.id) as session:
            stocked = {"title": "Jumper", "handle": "jumper", "tags": [], "is_active": True, "in_stock": True}
            session.add(Product(shop_id=world.shop.id, id=JUMPER, seen_at=world.clock.now(), **stocked))

    def owner(self, name: str = "Ada", **more):
        """Somebody who received the jumper a moment ago."""
        who = self.world.customer(name, **more)
        self.world.delivered(self.world.order("jumper", by=who))
        return who

    def ask(self, text: str = "Does it run small?", name: str = "", customer_id: int | None = None) -> bool:
        return ask(
            self.world.database, self.world.shop, JUMPER, text, name, visitor="v" * 8, customer_id=customer_id,
            now=self.world.clock.now(),
        )  # fmt: skip

    def publish(self, text: str = "Does it run small?") -> str:
        """The question's id."""
        one = self.find(text)
        assert moves.publish(self.world.encore, self.world.shop, Piece.QUESTION, one.id, one.seen, user_id=STAFF)
        return one.id

    def hide(self, text: str = "Does it run small?") -> None:
        one, shop = self.find(text), self.world.shop
        assert moves.hide(self.world.encore, shop, Piece.QUESTION, one.id, one.seen, Why.UNRELATED, user_id=STAFF)

    def answer(self, message: Message, text: str, name: str = "") -> None:
        said = {"message_id": message.id, "text": text, "name": name}
        self.world.webhook("shopper/question-answer", said, source="shopper")

    def publish_answers(self) -> None:
        for one in [one for row in self.listed(Pile.ANSWERED) for one in row.answers]:
            moves.publish(self.world.encore, self.world.shop, Piece.ANSWER, one.id, one.seen, user_id=STAFF)

    def find(self, text: str) -> ShownQuestion:
        found = {row.id: row for pile in Pile for row in self.listed(pile) if row.text == text}
        (one,) = found.values()
        return one

    def listed(self, pile: Pile) -> list[ShownQuestion]:
        with self.world.database.read(self.world.shop.id) as session:
            return desk.listed(session, self.world.shop, pile).rows

    def asked(self) -> set[int]:
        """Which customers were chosen to be asked."""
        with self.world.database.read(self.world.shop.id) as session:
            mine = select(AskedOwner.customer_id).where(AskedOwner.shop_id == self.world.shop.id)
            return set(session.scalars(mine))
