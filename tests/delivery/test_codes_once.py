"""Discount codes: made before sending, one for each message, void when the message dies (trust: message life, 9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
from delivering import Scripted
from world import World

from plugin.channels.transport import Fault, NotSent
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import CodeEnd, CodeOrder, CodeRefused, PlatformDown
from plugin.runtime.executors import InlineExecutor


class Crash(BaseException):
    """The process dies here: nothing catches it."""


class Fickle(RecordingPlatform):
    """Fails as it is told: raises what is in `troubles` in turn, before or after it has issued the code."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[tuple[str, BaseException]] = []
        self.voided: list[str] = []
        self.is_down = False
        self.fallen: dict[int, str] = {}
        self.read_again: list[set[int]] = []

    def fallen_orders(self, _shop_id: int, order_ids: Collection[int]) -> dict[int, str]:
        self.read_again.append(set(order_ids))
        if self.is_down:
            raise PlatformDown("no answer")
        return {id: reason for id, reason in self.fallen.items() if id in order_ids}

    def issue(self, order: CodeOrder) -> str:
        when, trouble = self.troubles.pop(0) if self.troubles else ("", None)
        if when == "before" and trouble:
            raise trouble
        found = super().issue(order)
        if trouble:
            raise trouble
        return found

    def void(self, end: CodeEnd) -> None:
        if self.is_down:
            raise PlatformDown("no answer")
        self.voided.append(end.order.code)
        super().void(end)


@pytest.fixture
def platform() -> Fickle:
    return Fickle()


@pytest.fixture
def world(database, platform):
    with World(database, email=Scripted(), platform=platform, flows_on=("vip_code",)) as made:
        yield made


def due(world: World):
    """An order whose code is to be sent within the next hours."""
    order = world.order("jumper")
    world.delivered(order)
    world.spin(days=20, hours=12)
    return order


def the_code(world: World):
    (code,) = world.codes()
    return code


def test_code_created_once_and_voided(world, platform) -> None:
    """The way through every trouble: the answer is lost, the platform is down, the process dies between the code
    and the send, and the provider refuses the mail in the end. One code was made, and it works no longer."""
    due(world)
    platform.troubles = [("after", PlatformDown("lost")), ("before", PlatformDown("down")), ("after", Crash())]
    with pytest.raises(Crash):
        world.spin(days=2)
    assert world.email.delivered == []
    code = the_code(world)
    world.email.answers = [NotSent(Fault.REFUSED, "554 5.6.0")]
    world.spin(minutes=2)
    (letter,) = world.email.delivered
    assert code.code in letter.payload.decode()
    assert world.outbox(step=0)[0].state == "failed"
    assert the_code(world).code == code.code
    assert the_code(world).void_at is not None
    assert platform.codes(world.shop.id) == []
    assert world.audit() == []


def test_the_code_row_is_there_before_the_platform_is_asked(world, platform) -> None:
    due(world)
    platform.troubles = [("before", Crash())]
    with pytest.raises(Crash):
        world.spin(days=1)
    assert (the_code(world).issued_at, the_code(world).platform_id) == (None, None)


def test_a_code_of_a_message_that_went_stays_valid(world, platform) -> None:
    due(world)
    world.spin(days=2)
    assert world.outbox(step=0)[0].state == "accepted"
    assert [one.code for one in platform.codes(world.shop.id)] == [the_code(world).code]
    assert platform.voided == []


def test_while_the_platform_is_down_the_message_waits_without_a_code(world, platform) -> None:
    due(world)
    platform.troubles = [("before", PlatformDown("down"))] * 3
    world.spin(hours=36)
    assert world.outbox(step=0)[0].state == "accepted"
    assert ("held", "platform_down") in world.steps(world.outbox(step=0)[0])


def test_a_retry_keeps_the_code_whatever_was_changed_meanwhile(world, platform) -> None:
    """Name and percentage belong to the first try: the code that may exist there is the one that is asked for."""
    order = due(world)
    platform.troubles = [("after", PlatformDown("lost"))]
    while not world.codes():
        world.spin(to=world.outbox(step=0)[0].due_at)
    world.encore.shops.change(world.shop.id, settings={"flows": {"vip_code": {"percent": 35}}})
    order.customer.first_name = "Zoe"
    world.webhook("customers/update", order.customer.body(world.clock.now() + timedelta(seconds=1)))
    world.spin(hours=2)
    assert world.outbox(step=0)[0].state == "accepted"
    (code,) = platform.codes(world.shop.id)
    assert (code.code, code.percent, the_code(world).percent) == (the_code(world).code, 20, 20)
    assert "20" in world.email.delivered[0].payload.decode()


def test_a_text_that_belongs_to_another_discount_is_left_alone(world, platform) -> None:
    due(world)
    platform.troubles = [("before", CodeRefused("TAKEN: another discount has it", "code_taken"))]
    world.spin(days=2)
    first = world.outbox(step=0)[0]
    assert (first.state, first.reason) == ("suppressed", "code_taken")
    assert platform.voided == [], "voiding it would have taken somebody else's discount away"
    assert world.email.delivered == []
    assert world.audit() == []


def test_a_cancelled_order_voids_its_code_even_if_the_platform_is_down_at_first(world, platform) -> None:
    order = due(world)

    def cancelled_meanwhile() -> None:
        world.email.after_open = lambda: None
        platform.is_down = True
        world.cancel(order)

    world.email.after_open = cancelled_meanwhile
    world.spin(days=1)
    assert world.email.delivered == []
    assert (the_code(world).void_at, the_code(world).end_reason) == (None, "cancelled")
    assert the_code(world).end_tries >= 1
    platform.is_down = False
    world.clock.move_to(the_code(world).end_at)
    InlineExecutor(world.encore).run_due()
    assert the_code(world).void_at is not None
    assert platform.codes(world.shop.id) == []


@pytest.mark.parametrize("reason", ["order_gone", "order_cancelled", "refunded"])
def test_no_code_is_made_for_an_order_that_fell_in_the_shop_and_nobody_told_us(world, platform, reason) -> None:
    order = due(world)
    platform.fallen = {order.id: reason}
    world.spin(days=2)
    assert platform.read_again == [{order.id}]
    assert world.states(flow="vip_code")[0] == ("vip_code", "suppressed", reason)
    assert (world.codes(), platform.codes(world.shop.id), world.email.delivered) == ([], [], [])


def test_while_the_shop_is_silent_the_code_waits_and_is_asked_for_every_few_minutes(world, platform) -> None:
    due(world)
    platform.is_down = True
    world.spin(hours=16)
    assert ("vip_code", "held", "platform_down") in world.states()
    assert world.codes() == []
    assert 1 < len(platform.read_again) < 16 * 12 + 2
    platform.is_down = False
    world.spin(minutes=6)
    assert [one.message_id for one in world.email.delivered] == [world.outbox(flow="vip_code")[0].id]
