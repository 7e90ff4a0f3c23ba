"""A hand-over without an answer is unknown until evidence comes; nothing is guessed (trust: message life, 6, 7)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from delivering import only
from smtp_sink import Options, SmtpSink
from world import World

from plugin.channels.email.smtp import SmtpTransport
from plugin.explain import explain_message


def test_lost_reply_becomes_unknown_then_accepted(mailing, mail) -> None:
    world = mailing()
    world.order(by=world.customer(email="once-drop-after+1@shop.example"))
    world.spin()
    assert world.states() == [("thank_you", "unknown", "no_answer")]
    world.spin(minutes=16)
    assert world.states() == [("thank_you", "accepted", None)]
    assert len(mail.mails()) == 1
    assert len(world.email.delivered) == 1
    assert world.audit() == []


def test_a_lost_message_is_sent_again_after_the_provider_said_twice_that_it_is_not_there(mailing, mail) -> None:
    world = mailing()
    world.order(by=world.customer(email="once-lose-after+1@shop.example"))
    world.spin(minutes=16)
    assert world.states() == [("thank_you", "unknown", "no_answer")]
    world.spin(minutes=15)
    assert world.states() == [("thank_you", "accepted", None)]
    assert len(mail.mails()) == 1
    first, second = world.email.delivered
    assert (first.payload, first.key) == (second.payload, second.key)
    assert world.audit() == []


def test_a_provider_that_forgets_our_key_is_asked_by_the_message_id_it_saw(sqlite_database, tmp_path) -> None:
    """Without DSN no ENVID is said, so all that the server knows is the Message-ID in the mail."""
    with SmtpSink(tmp_path, http_port=0, options=Options(offers=("8BITMIME",))) as mail:
        transport = SmtpTransport(mail.url, mail.look_up_url)
        with World(sqlite_database, email=transport, flows_on=("thank_you",), settings=only("email")) as world:
            world.order(by=world.customer(email="once-drop-after+1@shop.example"))
            world.spin(hours=2)
            assert world.states() == [("thank_you", "accepted", None)]
            assert len(mail.mails()) == 1


def test_late_acceptance_respects_settle(mailing, mail) -> None:
    world = mailing()
    world.order(by=world.customer(email="once-late-0.2+1@shop.example"))
    world.spin(minutes=14)
    assert world.email.asked == [], "asked before a slow provider could have shown it"
    time.sleep(0.4)  # the sink's own time: it stores the mail now
    world.spin(minutes=2)
    assert world.states() == [("thank_you", "accepted", None)]
    assert (len(world.email.asked), len(mail.mails())) == (1, 1)


def test_an_acceptance_between_two_look_ups_is_not_followed_by_a_second_mail(sqlite_mailing, mail) -> None:
    world = sqlite_mailing()
    world.order(by=world.customer(email="once-late-0.5+1@shop.example"))
    world.spin(minutes=15)
    assert world.states() == [("thank_you", "unknown", "no_answer")]
    assert len(world.email.asked) == 1
    time.sleep(0.7)
    world.spin(minutes=15)
    assert world.states() == [("thank_you", "accepted", None)]
    assert len(mail.mails()) == 1


@pytest.mark.parametrize("look_up", ["none", "fails"])
def test_plain_smtp_unknown_is_shown_not_resent(sqlite_mailing, mail, look_up) -> None:
    world = sqlite_mailing(can_look_up=look_up == "fails")
    mail.look_up.look_up_status = 500
    world.order(by=world.customer(email="once-drop-after+1@shop.example"))
    world.spin(hours=6)
    message = world.message()
    assert (message.state, message.reason) == ("unknown", "no_answer")
    assert (len(mail.mails()), len(world.email.delivered)) == (1, 1)
    with world.database.read(world.shop.id) as session:
        told = explain_message(session, world.shop, message.id)
    assert "may or may not have arrived" in told[0]
    assert world.audit() == []


@pytest.mark.parametrize("kind", ["bounced", "delivered", "complained"])
def test_a_receipt_with_our_key_proves_that_it_was_taken(sqlite_mailing, kind) -> None:
    world = sqlite_mailing(can_look_up=False)
    world.order(by=world.customer(email="once-drop-after+1@shop.example"))
    world.spin()
    world.report(world.message(), kind)
    assert (world.message().state, world.message().outcome) == ("accepted", kind)
    assert world.audit() == []


@pytest.mark.parametrize("topic", ["clicked", "unsubscribed"])
def test_whoever_uses_a_link_of_a_message_has_it(sqlite_mailing, topic) -> None:
    world = sqlite_mailing(can_look_up=False)
    world.order(by=world.customer(email="once-drop-after+1@shop.example"))
    world.spin()
    world.clock.move_by(timedelta(minutes=1))
    if topic == "clicked":
        world.click(world.message())
    else:
        world.leave(world.message())
    assert world.message().state == "accepted"
    assert world.audit() == []


def test_a_text_without_an_answer_waits_for_evidence_where_the_provider_knows_no_keys(texting, texts) -> None:
    world = texting(has_keys=False)
    world.order(
        by=world.customer(
            email=None,
            phone="+16465551900",
            sms_consent="subscribed",
            country="US",
            city="New York",
            province="NY",
            postcode="10001",
        )
    )
    world.spin()
    assert world.message(channel="sms").state == "unknown"
    world.spin(minutes=3)
    assert world.message(channel="sms").state == "accepted"
    assert len(texts.texts()) == 1


def test_a_text_without_an_answer_is_posted_again_under_the_same_key(texting, texts) -> None:
    world = texting()
    world.order(
        by=world.customer(
            email=None,
            phone="+16465551900",
            sms_consent="subscribed",
            country="US",
            city="New York",
            province="NY",
            postcode="10001",
        )
    )
    world.spin(minutes=3)
    message = world.message(channel="sms")
    assert (message.state, message.attempts) == ("accepted", 2)
    assert len(texts.texts()) == 1, "the provider stored one"
    keys = {headers["Idempotency-Key"] for _, headers, _ in texts.server.requests}
    assert len(texts.server.requests) == 2
    assert len(keys) == 1
