"""The world of the tests is itself the real pipeline: one purchase, told by webhooks, becomes the right messages."""

from __future__ import annotations

from world import World

from plugin.db.session import Database


def test_a_purchase_becomes_a_thank_you_a_request_and_a_code(database: Database) -> None:
    with World(database) as world:
        ada = world.customer("Ada")
        order = world.order("jumper", by=ada, paid="2026-02-01 10:00")
        world.spin()
        assert ("thank_you", "accepted", None) in world.states()
        world.spin(days=2)
        world.delivered(order)
        world.spin(days=9)
        assert ("review_request", "accepted", None) in world.states()
        world.spin(days=20)
        assert ("vip_code", "accepted", None) in world.states()
        assert [letter.to for letter in world.letters()] == [ada.email] * len(world.letters())
        assert world.audit() == []
        assert world.seen_by_other() == {}


def test_a_cancelled_order_is_followed_by_nothing(database: Database) -> None:
    with World(database) as world:
        order = world.order("jumper", paid="2026-02-01 10:00")
        world.spin()
        world.shipped(order)
        world.cancel(order)
        world.spin(days=30)
        assert [m.flow for m in world.outbox(state="accepted")] == ["thank_you"]
        assert world.audit() == []
