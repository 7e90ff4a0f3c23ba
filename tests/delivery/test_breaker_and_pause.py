"""A sender that is refused gets nothing for five minutes and then one probe; a pause holds at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from delivering import Scripted, only
from world import World

from plugin.channels.transport import Accepted, Fault, NotSent

REFUSED = NotSent(Fault.BREAKER, "the provider answered 554 5.7.1")
DOWN = NotSent(Fault.RETRY, "no connection")


@pytest.fixture
def scripted(sqlite_database):
    transport = Scripted(lanes=4)
    with World(sqlite_database, email=transport, flows_on=("thank_you",), settings=only("email")) as world:
        yield world


def orders(world: World, count: int) -> None:
    for _ in range(count):
        world.order(by=world.customer())


def counts(world: World) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, state, _ in world.states():
        found[state] = found.get(state, 0) + 1
    return found


def test_one_policy_refusal_holds_everything_of_this_sender(scripted) -> None:
    scripted.email.answers = [Accepted(), REFUSED, Accepted(), Accepted()]
    orders(scripted, 12)
    scripted.spin()
    assert len(scripted.email.delivered) == 4, "the groups behind the refusal did not leave"
    assert counts(scripted) == {"accepted": 3, "held": 9}
    assert {reason for _, state, reason in scripted.states() if state == "held"} == {"breaker"}
    assert scripted.audit() == []


def test_after_five_minutes_one_probe_goes_and_opens_the_way(scripted) -> None:
    scripted.email.answers = [REFUSED]
    orders(scripted, 6)
    scripted.spin()
    before = len(scripted.email.delivered)
    scripted.spin(minutes=4)
    assert len(scripted.email.delivered) == before
    scripted.clock.move_by(timedelta(minutes=1))
    scripted.spin()
    assert len(scripted.email.delivered) == before + 1, "one probe, and no more until the next tick"
    scripted.spin(minutes=6)
    assert counts(scripted) == {"accepted": 6}


def test_a_probe_that_is_refused_closes_the_way_again(scripted) -> None:
    scripted.email.answers = [REFUSED] * 8
    orders(scripted, 3)
    scripted.spin(minutes=21)
    assert len(scripted.email.delivered) == 3 + 4
    assert counts(scripted) == {"held": 3}
    assert all(message.attempts == 0 for message in scripted.outbox()), "attempts of a refused account do not count"


def test_half_of_the_last_twenty_failed_holds_the_rest(scripted) -> None:
    scripted.email.answers = [Accepted(), DOWN] * 10
    orders(scripted, 24)
    scripted.spin()
    assert counts(scripted) == {"accepted": 10, "retry": 10, "held": 4}
    scripted.spin(minutes=30)
    assert counts(scripted) == {"accepted": 24}
    assert scripted.audit() == []


def test_a_breaker_of_one_shop_is_none_of_another(scripted) -> None:
    scripted.email.answers = [REFUSED]
    scripted.order()
    scripted.spin()
    scripted.order(by=scripted.customer(shop=scripted.other), shop=scripted.other)
    scripted.spin()
    assert [m.state for m in scripted.outbox(scripted.other)] == ["accepted"]


def test_pause_holds_everything_that_has_not_left_within_a_second(scripted) -> None:
    """The pause comes while the first group is open: none of it leaves, nor anything behind it."""
    orders(scripted, 12)
    scripted.email.after_open = scripted.pause
    scripted.spin()
    assert scripted.email.delivered == []
    assert set(counts(scripted)) <= {"held", "planned"}
    scripted.email.after_open = lambda: None
    scripted.resume()
    scripted.spin(minutes=1)
    assert counts(scripted) == {"accepted": 12}
    assert scripted.audit() == []
