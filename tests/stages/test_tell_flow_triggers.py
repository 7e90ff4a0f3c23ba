"""What starts a workflow of Shopify Flow, from the event to Flow."""

import pytest
from sqlalchemy import func, select
from world import SHOP_NUMBER, World

from plugin.model.flow_trigger import FlowTrigger
from plugin.model.review import Review
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown
from plugin.stages.tell import drain
from plugin.stages.tell.flow_triggers import tell

ALL = ("review-submitted", "low-score-given", "message-sent")


class Flow(RecordingPlatform):
    """Shopify, whose Flow may be down, or refuse."""

    is_down = False
    refuses: str | None = None

    def trigger(self, shop_id, handle, payload):
        if self.is_down:
            raise PlatformDown("down")
        return self.refuses or super().trigger(shop_id, handle, payload)


@pytest.fixture
def world(database):
    with World(database, platform=Flow()) as made:
        yield made


def listens(world, *triggers, is_used=True, at="2026-02-01T08:00:00Z"):
    for trigger in triggers:
        used = {"flow_trigger_definition_id": trigger, "has_enabled_flow": is_used, "shop_id": SHOP_NUMBER}
        told = {**used, "shopify_domain": world.shop.domain, "timestamp": at}
        world.webhook("flow/triggers", told, source="flow")


def review(world, stars=5, again=False):
    """A buyer reviews what they bought by the link of the message."""
    if not again:
        world.delivered(world.order("jumper"))
        world.spin(days=8)
    message = world.message(flow="review_request", step=0)
    order = int(message.about.partition(":")[2])
    (line,) = message.line_ids
    said = {"message_id": message.id, "items": [{"line": line, "stars": stars, "title": "Fine", "text": "Warm"}]}
    world.webhook("shopper/review", said, source="shopper")
    return message.customer_id, order


def told(world):
    """What Flow was told once the stage has run: (trigger, payload)."""
    drain(world.encore, 100)
    return world.platform.triggered(world.shop.id)


def waiting(world):
    with world.database.read(world.shop.id) as session:
        mine = select(func.count()).select_from(FlowTrigger).where(FlowTrigger.shop_id == world.shop.id)
        return session.scalar(mine)


def product(world):
    with world.database.read(world.shop.id) as session:
        return session.scalar(select(Review.product_id).where(Review.shop_id == world.shop.id))


def test_a_review_starts_the_workflows_that_listen(world):
    listens(world, "review-submitted")
    customer, order = review(world, stars=5)
    payload = {"customer_id": customer, "order_id": order, "product_id": product(world), "Rating": 5}
    assert told(world) == [("review-submitted", payload)]
    assert waiting(world) == 0


@pytest.mark.parametrize(("stars", "low"), [(1, True), (2, True), (3, False)])
def test_a_low_score_is_one_or_two_stars(world, stars, low):
    listens(world, "low-score-given")
    review(world, stars)
    assert [handle for handle, _ in told(world)] == ["low-score-given"] * low


def test_a_message_that_left_starts_them_too(world):
    listens(world, "message-sent")
    order = world.order("jumper")
    world.spin()
    payload = {"customer_id": order.customer.id, "Kind": "thank_you", "Channel": "email"}
    assert told(world) == [("message-sent", payload)]


def test_nothing_is_written_down_for_a_shop_without_workflows(world):
    review(world, stars=1)
    assert (waiting(world), told(world)) == (0, [])


def test_nothing_more_is_written_down_once_the_workflow_is_off(world):
    listens(world, "message-sent")
    listens(world, "message-sent", is_used=False, at="2026-02-01T08:00:01Z")
    world.order("jumper")
    world.spin()
    assert told(world) == []


def test_what_flow_said_earlier_does_not_count_after_what_it_said_later(world):
    listens(world, "message-sent", at="2026-02-01T07:59:00Z")
    listens(world, "message-sent", is_used=False, at="2026-02-01T07:58:00Z")
    assert world.encore.shops.by_id(world.shop.id).flow_triggers == {"message-sent"}


def test_a_trigger_may_be_called_by_its_name(world):
    listens(world, "Low score given")
    assert world.encore.shops.by_id(world.shop.id).flow_triggers == {"low-score-given"}


def test_a_trigger_that_is_called_otherwise_may_be_any(world):
    listens(world, "gid://shopify/FlowTrigger/7")
    assert world.encore.shops.by_id(world.shop.id).flow_triggers == set(ALL)


def test_a_review_written_again_starts_nothing_anew(world):
    listens(world, *ALL[:2])
    review(world, stars=5)
    review(world, stars=1, again=True)
    assert [handle for handle, _ in told(world)] == ["review-submitted"]


def test_flow_that_is_down_is_told_later(world):
    listens(world, "review-submitted")
    review(world)
    world.platform.is_down = True
    assert told(world) == []
    world.platform.is_down = False
    assert told(world) == []  # not at once
    world.spin(minutes=2)
    assert len(told(world)) == 1


def test_a_workflow_does_not_start_a_day_late(world):
    listens(world, "review-submitted")
    review(world)
    world.platform.is_down = True
    drain(world.encore, 10)
    world.spin(days=2)
    world.platform.is_down = False
    assert (told(world), waiting(world)) == ([], 0)


def test_what_flow_refuses_is_not_told_again(world):
    listens(world, "review-submitted")
    review(world)
    world.platform.refuses = "no such trigger"
    assert (told(world), waiting(world)) == ([], 0)


def test_a_crash_after_flow_took_it_tells_it_again_and_never_loses_it(world, monkeypatch):
    listens(world, "review-submitted")
    review(world)

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("plugin.stages.tell.flow_triggers._forget", dies)
    with pytest.raises(KeyboardInterrupt):
        tell(world.encore, world.shop, 10)
    monkeypatch.undo()
    assert len(told(world)) == 2
    assert waiting(world) == 0


def test_another_shop_starts_nothing(world):
    listens(world, *ALL)
    review(world)
    drain(world.encore, 100)
    assert world.platform.triggered(world.other.id) == []
    assert world.seen_by_other() == {}


def test_whoever_is_erased_starts_no_workflow(world):
    listens(world, "review-submitted")
    customer, order = review(world)
    gone = {"shop_domain": world.shop.domain, "customer": {"id": customer}, "orders_to_redact": [order]}
    world.webhook("customers/redact", {**gone, "shop_id": SHOP_NUMBER})
    assert (told(world), waiting(world)) == ([], 0)
