"""What is tried again, when, and with which bytes: the tables of trust, section 3, against real servers."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from plugin.model.customer import Suppression
from plugin.model.message import Transition
from plugin.stages.outbox.answers import SCHEDULE

NEW_YORK = {"country": "US", "city": "New York", "province": "NY", "postcode": "10001"}


def suppressed(world) -> list[str]:
    with world.database.read(world.shop.id) as session:
        return list(session.scalars(select(Suppression.reason).where(Suppression.shop_id == world.shop.id)))


def attempts(world) -> list:
    """When each attempt began."""
    with world.database.read(world.shop.id) as session:
        mine = select(Transition.at).where(Transition.shop_id == world.shop.id, Transition.to_state == "sending")
        return list(session.scalars(mine.order_by(Transition.at)))


MAIL = [
    # what the server does, state and reason after the first attempt, why the address is suppressed
    ("rcpt-451", "retry", "retry", None),
    ("data-451", "retry", "retry", None),
    ("final-452", "retry", "retry", None),
    ("rcpt-421", "retry", "retry", None),
    ("drop-rcpt", "retry", "retry", None),
    ("drop-data", "retry", "retry", None),
    ("early-goodbye", "retry", "retry", None),
    ("drop-after", "unknown", "no_answer", None),
    ("babble", "unknown", "no_answer", None),
    ("rcpt-550-5.1.1", "failed", "bad_address", "bad_address"),
    ("final-550-5.1.3", "failed", "bad_address", "bad_address"),
    ("rcpt-550-5.2.1", "failed", "bad_address", "bad_address"),
    ("rcpt-550", "failed", "provider_refused", None),
    ("final-554-5.6.0", "failed", "provider_refused", None),
    ("rcpt-552-5.2.2", "retry", "mailbox_full", None),
    ("rcpt-550-5.7.1", "held", "breaker", None),
    ("final-554-5.7.1", "held", "breaker", None),
]


@pytest.mark.parametrize(("rule", "state", "reason", "why"), MAIL)
def test_retry_schedule_and_error_table(sqlite_mailing, mail, rule, state, reason, why) -> None:
    world = sqlite_mailing()
    world.order(by=world.customer(email=f"{rule}+1@shop.example"))
    world.spin()
    assert world.states() == [("thank_you", state, reason)]
    assert suppressed(world) == ([why] if why else [])
    assert world.audit() == []


TEXTS = [
    # status or word of the provider, does it know keys, state, reason, suppressed
    ("408", True, "retry", "retry", None),
    ("425", True, "retry", "retry", None),
    ("429", True, "retry", "retry", None),
    ("503", True, "retry", "retry", None),
    ("900", True, "retry", "retry", None),
    ("901", True, "retry", "retry", None),
    ("503", False, "unknown", "no_answer", None),
    ("900", False, "unknown", "no_answer", None),
    ("400", True, "failed", "provider_refused", None),
    ("404", True, "failed", "provider_refused", None),
    ("422", True, "failed", "provider_refused", None),
    ("001", True, "failed", "bad_address", "bad_address"),
    ("002", True, "failed", "opted_out", "opted_out"),
    ("003", True, "held", "breaker", None),
    ("401", True, "held", "breaker", None),
    ("403", True, "held", "breaker", None),
]


@pytest.mark.parametrize(("rule", "has_keys", "state", "reason", "why"), TEXTS)
def test_error_table_of_texts(texting, rule, has_keys, state, reason, why) -> None:
    world = texting(has_keys=has_keys)
    world.order(by=world.customer(email=None, phone=f"+16465550{rule}", sms_consent="subscribed", **NEW_YORK))
    world.spin()
    assert world.states() == [("thank_you", state, reason)]
    assert suppressed(world) == ([why] if why else [])
    assert world.audit() == []


def test_attempts_follow_the_schedule_and_end_inside_the_providers_memory(sqlite_mailing) -> None:
    world = sqlite_mailing()
    world.order(by=world.customer(email="rcpt-451+1@shop.example"))
    world.spin(hours=30)
    message = world.message()
    assert (message.state, message.reason) == ("failed", "gave_up")
    begun = attempts(world)
    assert 7 <= len(begun) <= 8
    for wait, (before, after) in zip(SCHEDULE, pairwise(begun), strict=False):
        assert 0.8 * wait <= after - before <= 1.2 * wait
    assert begun[-1] - begun[0] <= timedelta(hours=20)
    assert world.audit() == []


def test_a_full_mailbox_is_tried_three_times(sqlite_mailing) -> None:
    world = sqlite_mailing()
    world.order(by=world.customer(email="rcpt-552-5.2.2+1@shop.example"))
    world.spin(hours=30)
    assert world.states() == [("thank_you", "failed", "gave_up")]
    assert len(attempts(world)) == 3


def test_the_providers_own_waiting_time_counts_where_it_is_longer(sqlite_mailing) -> None:
    world = sqlite_mailing()
    world.order(by=world.customer(email="once-rcpt-451-4.7.1-in45+1@shop.example"))
    world.spin(hours=2)
    first, second = attempts(world)
    assert timedelta(minutes=45) <= second - first <= timedelta(minutes=46)
    assert world.states() == [("thank_you", "accepted", None)]


def test_a_second_refusal_in_a_row_suppresses_the_address(sqlite_mailing) -> None:
    world = sqlite_mailing()
    ada = world.customer(email="rcpt-550+1@shop.example")
    world.order(by=ada)
    world.spin()
    assert suppressed(world) == []
    world.order(by=ada)
    world.spin()
    assert suppressed(world) == ["failed_twice"]
    world.order(by=ada)
    world.spin()
    assert world.states()[-1] == ("thank_you", "suppressed", "failed_twice")


def test_same_bytes_and_ids_on_retry(mailing, mail) -> None:
    world = mailing()
    ada = world.customer("Ada", email="once-final-451+1@shop.example")
    world.order("jumper", by=ada)
    world.spin()
    assert world.states() == [("thank_you", "retry", "retry")]
    world.encore.shops.change(
        world.shop.id, name="Another Name", settings={"sender": {"name": "Else", "email": "else@pots.example"}}
    )
    ada.first_name = "Augusta"
    world.clock.move_by(timedelta(seconds=1))
    world.webhook("customers/update", ada.body(world.clock.now()))
    world.spin(minutes=1)
    first, second = world.email.delivered
    assert (first.payload, first.key, first.message_id, first.sender, first.to) == (
        second.payload, second.key, second.message_id, second.sender, second.to,
    )  # fmt: skip
    (stored,) = mail.mails()
    message = world.message()
    assert stored["envid"] == f"{world.shop.public_id}.{message.id}"
    assert f"Message-ID: <{message.id}.{world.shop.public_id}@" in stored["data"]


def test_same_text_and_key_on_retry(texting, texts) -> None:
    world = texting()
    world.order(by=world.customer(email=None, phone="+16465551503", sms_consent="subscribed", **NEW_YORK))
    world.spin(minutes=5)
    (_, first_headers, first), (_, second_headers, second) = texts.server.requests
    assert first == second
    assert first_headers["Idempotency-Key"] == second_headers["Idempotency-Key"] == first["key"]
    assert world.states() == [("thank_you", "accepted", None)]
