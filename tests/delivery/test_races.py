"""What is said between opening the way and committing the intent still counts; and who has lost his lease has
no say any more (trust: message life, 2 to 4)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from delivering import LOST_ALL, Scripted, only
from world import World

from plugin.channels.transport import Accepted, Fault, NotSent
from plugin.encore import Encore
from plugin.events import Channel
from plugin.stages.outbox import drain_email, drain_sms

REVIEW = ("review_request",)


@pytest.fixture
def world(database):
    with World(database, email=Scripted(), flows_on=REVIEW) as made:
        yield made


def delivered_a_week_ago(world: World, who=None):
    """An order whose review request is due within the hour."""
    order = world.order("jumper", by=who)
    world.delivered(order)
    world.spin(days=6, hours=22)
    return order


def say_meanwhile(world: World, what) -> None:
    """Let it be said, told and projected once, while the way of the next message is open."""

    def once() -> None:
        world.email.after_open = lambda: None
        world.clock.move_by(timedelta(seconds=1))
        what()

    world.email.after_open = once


def test_withdrawal_races_send(world) -> None:
    ada = world.customer("Ada")
    delivered_a_week_ago(world, ada)
    say_meanwhile(world, lambda: world.consent(ada, "unsubscribed"))
    world.spin(days=2)
    assert world.email.delivered == []
    assert ("review_request", "suppressed", "unsubscribed") in world.states()
    assert world.audit() == []


def test_a_withdrawal_by_somebody_else_at_the_same_address_counts(world) -> None:
    ada = world.customer("Ada", email="home@shopper.example")
    ben = world.customer("Ben", email="home@shopper.example")
    delivered_a_week_ago(world, ada)
    say_meanwhile(world, lambda: world.consent(ben, "unsubscribed"))
    world.spin(days=2)
    assert world.email.delivered == []


def test_refund_races_send(world) -> None:
    """A refund after delivery postpones the request by thirty days; it is not lost."""
    order = delivered_a_week_ago(world)
    say_meanwhile(world, lambda: world.refund(order))
    world.spin(days=20)
    assert world.email.delivered == []
    assert {m.state for m in world.outbox(step=0)} <= {"held", "planned"}
    world.spin(days=12)
    assert [letter.key for letter in world.email.delivered] == [
        f"{world.shop.public_id}.{world.outbox(step=0)[0].id}"
    ]
    assert world.audit() == []


def test_a_cancellation_races_send(world) -> None:
    order = delivered_a_week_ago(world)
    say_meanwhile(world, lambda: world.cancel(order))
    world.spin(days=40)
    assert world.email.delivered == []
    assert {m.state for m in world.outbox()} == {"cancelled"}
    assert world.audit() == []


def test_an_uninstall_races_send(world) -> None:
    delivered_a_week_ago(world)
    say_meanwhile(world, world.uninstall)
    world.spin(days=2)
    assert world.email.delivered == []
    assert {(m.state, m.reason) for m in world.outbox()} == {("cancelled", "uninstalled")}


def test_a_pause_races_send(world) -> None:
    delivered_a_week_ago(world)
    say_meanwhile(world, world.pause)
    world.spin(days=1)
    assert world.email.delivered == []
    world.resume()
    world.spin(days=1)
    assert len(world.email.delivered) == 1


def test_a_way_that_is_not_used_is_given_up(sqlite_database) -> None:
    given_up = []
    transport = Scripted()
    transport.abandon = lambda opened: given_up.append(opened.letter)
    with World(sqlite_database, email=transport, flows_on=REVIEW) as world:
        order = delivered_a_week_ago(world)
        say_meanwhile(world, lambda: world.cancel(order))
        world.spin(days=1)
    assert len(given_up) == 1


def second_worker(world: World, transport: Scripted) -> Encore:
    """Another process of the same installation, as far as the database can tell."""
    from dataclasses import replace

    return replace(world.encore, transports={**world.encore.transports, Channel.EMAIL: transport}, turns={})


def test_lease_takeover_and_fencing(database) -> None:
    """The first worker stalls with an open way until its lease is over; the second takes the message and sends it.
    Then the first goes on, and must not send it again."""
    slow, quick = Scripted(), Scripted()
    with World(database, email=slow, flows_on=("thank_you",), settings=only("email")) as world:
        other = second_worker(world, quick)
        world.order()

        def stall() -> None:
            slow.after_open = lambda: None
            assert drain_email(other, 10) == 0, "taken while the lease still runs"
            world.clock.move_by(other.lease + timedelta(seconds=1))
            assert drain_email(other, 10) == 1

        slow.after_open = stall
        world.spin()
        assert (len(slow.delivered), len(quick.delivered)) == (0, 1)
        assert world.states() == [("thank_you", "accepted", None)]
        assert world.audit() == []


@pytest.mark.parametrize(
    "answer", [NotSent(Fault.RETRY, "late"), NotSent(Fault.UNKNOWN, "late"), NotSent(Fault.REFUSED, "late")]
)
def test_a_late_answer_says_nothing_about_somebody_elses_attempt(database, answer) -> None:
    """The first worker stalls after the hand-over. Meanwhile absence is proved and a second attempt is under way;
    what the first then reports about its own attempt must not touch it."""
    slow, quick = Scripted(can_find=True), Scripted(can_find=True)
    with World(database, email=slow, flows_on=("thank_you",), settings=only("email")) as world:
        other = second_worker(world, quick)
        world.order()
        seen = []

        def first_answers_late() -> None:
            seen.append(world.message().state)

        def stall() -> None:
            slow.before_answer = lambda: None
            world.encore.transports = other.transports
            world.spin(minutes=31)  # unknown, absent twice, retry: the second worker sends
            seen.append(world.message().state)
            world.encore.transports = {**other.transports, Channel.EMAIL: slow}

        slow.answers = [answer]
        slow.before_answer = stall
        quick.answers = [LOST_ALL]
        world.inline.run_due()
        first_answers_late()
        assert seen == ["unknown", "unknown"]
        assert world.message().attempts == 2
        assert world.audit() == []


def test_a_late_acceptance_is_the_evidence_an_unknown_message_waits_for(database) -> None:
    slow = Scripted()
    with World(database, email=slow, flows_on=("thank_you",), settings=only("email")) as world:
        world.order()

        def stall() -> None:
            slow.before_answer = lambda: None
            world.spin(minutes=2)
            assert world.message().state == "unknown"

        slow.before_answer = stall
        world.inline.run_due()
        assert world.message().state == "accepted"
        assert world.audit() == []


def test_two_channels_at_one_moment_spend_the_budget_once(database) -> None:
    """Two promotional messages to one person leave over two channels at the same time: one goes, the other
    waits, or ends where waiting does not help."""
    email, sms = Scripted(name="mail"), Scripted(name="sms")
    both_open = threading.Barrier(2, timeout=5)
    settings = {
        "consent": {"sms_wording": "Texts about offers", "sms_wording_on": "2026-01-01"},
        "flows": {"vip_code": {"channels": ["email"]}, "birthday": {"channels": ["sms"], "delay": "11h"}},
    }
    with World(
        database, at="2026-02-01 00:00", email=email, sms=sms, flows_on=("vip_code", "birthday"), settings=settings
    ) as world:
        ada = world.customer("Ada", phone="+447911123456", sms_consent="subscribed", birthday="1990-02-23")
        world.spin(to="2026-02-02 10:30")
        order = world.order(by=ada)
        world.delivered(order)
        world.spin(to="2026-02-23 10:20")
        world.clock.move_to(world.clock.now() + timedelta(minutes=50))
        assert {m.state for m in world.outbox(step=0)} == {"planned"}
        email.after_open = sms.after_open = lambda: both_open.wait()
        threads = [threading.Thread(target=one, args=(world.encore, 10)) for one in (drain_email, drain_sms)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(email.delivered) + len(sms.delivered) == 1
        (loser,) = (m for m in world.outbox(step=0) if m.state != "accepted")
        assert (loser.state in {"held", "expired"}, loser.reason) == (True, "budget")
        assert world.audit() == []


def test_an_acceptance_is_not_undone_by_what_comes_later(world) -> None:
    world.email.answers = [Accepted()]
    order = delivered_a_week_ago(world)
    world.spin(days=1)
    world.cancel(order)
    assert world.outbox(step=0)[0].state == "accepted"
    assert world.audit() == []
