"""Answers of the staff by e-mail: each goes once, to whom it may, and what comes back is of the same case."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import select
from world import World

from plugin import cases
from plugin.cases import CaseChanged
from plugin.desk.case_answers import NotMailed, Way, fates, send_answer, way_to
from plugin.desk.cases import note_answer
from plugin.desk.flows import switch_off
from plugin.desk.one_customer_past import past_of
from plugin.erasure import erase_customer
from plugin.events import CustomerRedacted, Purpose
from plugin.flows.registry import FLOWS
from plugin.inbox import Incoming, seal
from plugin.mail_in import MAIL, once_key, reply_address
from plugin.model.case import CaseEntry, Cause, EntryKind, SupportCase
from plugin.model.message import State
from plugin.projection import Work

TEXT = "It left us today.\n\nTracking: <AB&12>"


@pytest.fixture
def world(database):
    with World(database) as made:
        made.encore.settings = replace(made.encore.settings, inbound_address="reply@in.example.com")
        yield made


@pytest.fixture
def small(sqlite_database):
    with World(sqlite_database) as made:
        yield made


def opened(world, who, cause=Cause.REPLY, order_id=None):
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        return cases.open_case(
            work, customer_id=who.id if who else None, order_id=order_id, cause=cause, text="Where is it?",
            at=world.clock.now(),
        )  # fmt: skip


def answer(world, id, text=TEXT, seen=1):
    send_answer(world.encore, world.shop, id, text, user_id="42", seen=seen)


def way(world, who):
    with world.database.read(world.shop.id) as session:
        return way_to(session, world.encore.shops.by_id(world.shop.id), who.id, world.clock.now())


def entries(world):
    with world.database.read(world.shop.id) as session:
        return session.scalars(
            select(CaseEntry).where(CaseEntry.shop_id == world.shop.id).order_by(CaseEntry.case_id, CaseEntry.number)
        ).all()


def support_cases(world):
    with world.database.read(world.shop.id) as session:
        return session.scalars(select(SupportCase).where(SupportCase.shop_id == world.shop.id)).all()


def mailed(world, message, text="Thank you", once="<1@there>"):
    """The customer's mail program answers that message."""
    to = reply_address("reply@in.example.com", message.id, world.shop.public_id)
    raw = f"From: x@y.example\r\nTo: {to}\r\nMessage-ID: {once}\r\n\r\n{text}".encode()
    key, now = once_key(raw), world.clock.now()
    world.encore.inbox.put(
        Incoming(
            shop_id=world.shop.id, source="provider", topic=MAIL, delivery_key=key, event_id=None, triggered_at=now,
            received_at=now, body=seal(world.shop.keys, MAIL, key, raw), body_hash=hashlib.sha256(raw).hexdigest(),
        )
    )  # fmt: skip
    world.inline.wake("inbox")


def test_an_answer_goes_to_the_customer_with_what_was_written_and_where_to_reply(world):
    ada = world.customer("Ada")
    id = opened(world, ada)
    answer(world, id)
    world.spin(minutes=1)
    message = world.message(flow="case_reply")
    assert (message.state, message.purpose, message.about) == ("accepted", Purpose.SERVICE.value, f"case:{id}.2")
    (letter,) = world.letters()
    assert letter.to == ada.email
    text = world.shop.keys.open("message.text", message.id, message.text)
    assert "Hi Ada,\n\nIt left us today.\n\nTracking: <AB&12>\n" in text
    assert b"It left us today.<br><br>Tracking: &lt;AB&amp;12&gt;" in letter.payload.replace(b"=\r\n", b"")
    assert f"Reply-To: {reply_address('reply@in.example.com', message.id, world.shop.public_id)}".encode() in (
        letter.payload
    )
    assert world.audit() == []


def test_sent_twice_is_one_mail(world):
    id = opened(world, world.customer())
    answer(world, id)
    with pytest.raises(CaseChanged):
        answer(world, id)
    world.spin(days=1)
    world.spin()
    assert len(world.letters()) == 1
    assert [one.kind for one in entries(world)] == ["said", "answered"]


def test_what_breaks_before_the_commit_leaves_neither_an_entry_nor_a_message(small):
    class PowerCut(Exception):
        pass

    def broken(*_):
        raise PowerCut

    id = opened(small, small.customer())
    flows = {**FLOWS, "case_reply": replace(FLOWS["case_reply"], decide=broken)}
    small.encore.flows = MappingProxyType(flows)
    with pytest.raises(PowerCut):
        answer(small, id)
    assert [one.kind for one in entries(small)] == ["said"]
    assert small.outbox(flow="case_reply") == []
    small.encore.flows = FLOWS
    answer(small, id)
    small.spin(minutes=1)
    assert small.states(flow="case_reply") == [("case_reply", "accepted", None)]


def test_the_entry_knows_its_message_and_what_became_of_it(small):
    id = opened(small, small.customer())
    answer(small, id)
    (said, answered) = entries(small)
    message = small.message(flow="case_reply")
    assert (said.message_id, answered.message_id) == (None, message.id)
    with small.database.read(small.shop.id) as session:
        assert fates(session, small.shop, [message.id])[message.id].state is State.PLANNED
    small.spin(minutes=1)
    small.report(message, "bounced")
    with small.database.read(small.shop.id) as session:
        fate = fates(session, small.shop, [message.id])[message.id]
    assert (fate.state, fate.outcome) == (State.ACCEPTED, "bounced")


def test_it_is_service_to_who_has_unsubscribed_and_by_night(small):
    ada = small.customer(consent="unsubscribed")
    small.spin(to="2026-02-03 02:30")
    answer(small, opened(small, ada))
    small.spin(minutes=1)
    assert small.states(flow="case_reply") == [("case_reply", "accepted", None)]


def test_it_counts_against_no_budget(small):
    ada = small.customer()
    small.delivered(small.order("jumper", by=ada))
    small.spin(days=20)
    id = opened(small, ada)
    for number in range(1, 4):
        answer(small, id, seen=number)
    small.spin(minutes=1)
    with small.database.write(small.shop.id) as session:
        cases.close(Work(session, small.shop, small.clock.now()), id, user_id="42", seen=4)
    small.spin(days=3)
    assert small.states(flow="vip_code", step=0) == [("vip_code", "accepted", None)]


@pytest.mark.parametrize("kind", ["complained", "bounced"])
def test_an_address_that_complained_or_bounced_gets_nothing_and_it_is_said_before(small, kind):
    ada = small.customer()
    small.order("jumper", by=ada)
    small.spin(hours=1)
    small.report(small.message(flow="thank_you", channel="email"), kind)
    assert way(small, ada).refused == kind
    id = opened(small, ada)
    with pytest.raises(NotMailed) as error:
        answer(small, id)
    assert error.value.reason == kind
    assert [one.kind for one in entries(small)] == ["said"]


def test_an_address_that_complains_in_the_last_minute_gets_nothing(small):
    ada = small.customer()
    small.order("jumper", by=ada)
    small.spin(hours=1)
    answer(small, opened(small, ada))
    small.report(small.message(flow="thank_you", channel="email"), "complained")
    small.spin(minutes=1)
    assert small.states(flow="case_reply") == [("case_reply", "suppressed", "complained")]


def test_a_paused_shop_keeps_it_until_it_goes_on(small):
    ada = small.customer()
    small.pause()
    assert (way(small, ada).refused, way(small, ada).waits_for) == (None, "paused")
    answer(small, opened(small, ada))
    small.spin(hours=1)
    assert small.states(flow="case_reply") == [("case_reply", "planned", None)]
    small.resume()
    small.spin(hours=1)
    assert small.states(flow="case_reply") == [("case_reply", "accepted", None)]


def test_nothing_is_kept_where_the_flow_is_off_or_there_is_no_account(small):
    ada = small.customer()
    order = small.order("jumper", is_guest=True)
    guests = opened(small, None, order_id=order.id)
    with pytest.raises(NotMailed, match="no_account"):
        answer(small, guests)
    id = opened(small, ada)
    shop = small.encore.shops.by_id(small.shop.id)
    switch_off(small.encore, shop, shop.settings_version, FLOWS["case_reply"])
    assert way(small, ada) == Way(None, "flow_off")
    with pytest.raises(NotMailed, match="flow_off"):
        answer(small, id)
    assert [one.kind for one in entries(small)] == ["said", "said"]


def test_the_reply_to_an_answer_lands_in_the_same_case_and_opens_it_again(world):
    ada = world.customer()
    order = world.order("jumper", by=ada)
    id = opened(world, ada, Cause.PROBLEM_TOLD, order.id)
    answer(world, id)
    world.spin(minutes=1)
    message = world.message(flow="case_reply")
    with world.database.write(world.shop.id) as session:
        cases.close(Work(session, world.shop, world.clock.now()), id, user_id="42", seen=2)
    mailed(world, message)
    mailed(world, message)
    (case,) = support_cases(world)
    assert (case.state, case.closed_at) == ("open", None)
    assert [one.kind for one in entries(world)] == ["said", "answered", "closed", "said"]
    mailed(world, message, "And one thing more", once="<2@there>")
    assert len(support_cases(world)) == 1
    assert len(entries(world)) == 5


def test_what_they_write_and_how_they_are_answered_is_in_their_past(small):
    ada = small.customer()
    small.order("jumper", by=ada)
    small.spin(hours=1)
    mailed(small, small.message(flow="thank_you", channel="email"), "Where is it?")
    (case,) = support_cases(small)
    small.spin(hours=1)
    note_answer(small.encore, small.shop, case.id, "By phone", EntryKind.ANSWERED, user_id="42", seen=1)
    small.spin(hours=1)
    answer(small, case.id, seen=2)
    small.spin(minutes=1)
    with small.database.read(small.shop.id) as session:
        moments = past_of(session, small.shop, ada.id).moments
        others = past_of(session, small.other, ada.id).moments
    told = [(one.kind, one.flow or one.case_id) for one in moments[:3]]
    assert told == [("message", "case_reply"), ("answered", case.id), ("wrote", case.id)]
    assert others == []


def test_whoever_is_erased_in_the_last_minute_gets_no_answer(world):
    ada = world.customer()
    answer(world, opened(world, ada))
    with world.database.write(world.shop.id) as session:
        event = CustomerRedacted(ada.id, None, None, (), world.clock.now(), world.shop.domain)
        erase_customer(Work(session, world.shop, world.clock.now()), event)
    world.spin(hours=1)
    assert world.states(flow="case_reply") == [("case_reply", "cancelled", "erased")]
    assert world.letters() == []


def test_the_sixth_answer_of_a_day_is_refused_before_it_is_written(small):
    ada = small.customer()
    id = opened(small, ada)
    for number in range(1, 6):
        answer(small, id, seen=number)
    small.spin(minutes=1)
    assert way(small, ada).refused == "burst"
    small.clock.move_by(timedelta(days=1))
    assert way(small, ada).refused is None


def test_the_other_shop_sees_and_sends_nothing(small):
    id = opened(small, small.customer())
    answer(small, id)
    with pytest.raises(KeyError):
        send_answer(small.encore, small.other, id, TEXT, user_id="42", seen=2)
    small.spin(hours=1)
    assert "message" not in small.seen_by_other()
