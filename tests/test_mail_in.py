"""Customers' mail in answer to ours: read with distrust, told once, and a case in the end."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from world import World

from plugin.desk.mail_came import MailCame, mail_came
from plugin.errors import BadPayload, ConfigError
from plugin.held import held_about
from plugin.inbox import Incoming, seal
from plugin.mail_in import MAIL, Named, named_in, once_key, parse_mail, reply_address
from plugin.model.case import CaseEntry, SupportCase
from plugin.model.customer import ConsentEntry
from plugin.operator import load
from plugin.projection import Work

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ID, SHOP = "0123456789abcdef" * 2, "00ff00ff"
TO = reply_address("reply@in.example.com", ID, SHOP)
LOOK = (
    "--x\r\nContent-Type: text/plain\r\n\r\nLook\r\n"
    '--x\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="a.png"\r\n\r\nPNG\r\n--x--'
)


def mail(text="Where is it?", to=TO, sender="Ada <ada@example.com>", kind="text/plain; charset=utf-8", **headers):
    lines = {"From": sender, "To": to, "Message-ID": "<1@there>", "MIME-Version": "1.0", "Content-Type": kind}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    return f"{head}\r\n\r\n{text}".encode()


def read(body):
    (event,) = parse_mail(body, AT)
    return event


def test_the_address_says_which_message_was_answered():
    assert reply_address("reply@in.example.com", ID, SHOP) == f"reply+{ID}.{SHOP}@in.example.com"
    assert len(TO.partition("@")[0]) <= 64
    assert named_in(mail()) == Named(ID, SHOP)


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_else_the_thread_does(header):
    body = mail(to="hello@example.com", **{header: f"<x@y> <{ID}.{SHOP}@example.com>"})
    assert named_in(body) == Named(ID, SHOP)


def test_a_mail_that_answers_nothing_of_ours_is_refused_with_the_reason():
    with pytest.raises(BadPayload, match="no message of ours"):
        parse_mail(mail(to="hello@example.com"), AT)


@pytest.mark.parametrize(
    "quote",
    [
        "> we wrote",
        "On Mon, 2 Mar 2026 at 09:00, Blue Jumps wrote:\n> Hi",
        "Am 02.03.2026 um 09:00 schrieb Blue Jumps <a@b.c>:\n\nHallo",
        "Le lun. 2 mars 2026, Blue Jumps a écrit :\n> Bonjour",
        "El lun, 2 mar 2026, Blue Jumps escribió:\n> Hola",
        "-----Original Message-----\nFrom: us",
    ],
)
def test_only_what_is_new_counts(quote):
    assert read(mail(f"Where is it?\n\nAda\n{quote}")).text == "Where is it?\n\nAda"


def test_html_becomes_plain_text_without_scripts_and_history():
    page = "<p>Where is <b>it</b>?</p><script>alert(1)</script><blockquote>old<p>x</blockquote>&lt;b&gt;"
    assert read(mail(page, kind="text/html; charset=utf-8")).text == "Where is it?\n<b>"


def test_an_unknown_charset_is_no_reason_to_lose_a_mail():
    assert read(mail("Hällo", kind="text/plain; charset=klingon")).text == "Hällo"


def test_attachments_are_counted_and_left_out():
    found = read(mail(LOOK, kind="multipart/mixed; boundary=x"))
    assert (found.text, found.left_out) == ("Look", 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<l.example.com>"},
        {"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"},
    ],
)
def test_what_a_machine_wrote_tells_nothing(headers):
    assert parse_mail(mail(**headers), AT) == ()


def test_the_same_mail_has_one_key_by_whichever_way_it_comes():
    assert once_key(mail()) == once_key(mail(Received="from elsewhere"))
    assert once_key(mail()) != once_key(mail(Message_ID="<2@there>"))


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise):
    body = f"To: {TO}\r\n".encode() + noise
    try:
        found = parse_mail(body, AT)
    except BadPayload:
        return
    assert all(len(one.text) <= 4_000 for one in found)


@pytest.mark.parametrize(
    "address", ["reply", "re+ply@in.example.com", "a" * 21 + "@in.example.com", "reply@localhost"]
)
def test_an_address_that_cannot_carry_a_name_is_refused(address, tmp_path):
    with pytest.raises(ConfigError, match="ENCORE_INBOUND_ADDRESS"):
        load({"ENCORE_INBOUND_ADDRESS": address}, var=tmp_path)


# --- the whole way


@pytest.fixture
def world(sqlite_database):
    with World(sqlite_database, flows_on=("thank_you",)) as made:
        yield made


def thanked(world):
    ada = world.customer(email="ada@example.com")
    order = world.order("jumper", by=ada)
    world.spin(hours=1)
    return order, world.message(flow="thank_you", channel="email")


def arrive(world, message, *args, **more):
    raw = mail(*args, to=reply_address("reply@in.example.com", message.id, world.shop.public_id), **more)
    key, now = once_key(raw), world.clock.now()
    world.encore.inbox.put(
        Incoming(
            shop_id=world.shop.id, source="provider", topic=MAIL, delivery_key=key, event_id=None, triggered_at=now,
            received_at=now, body=seal(world.shop.keys, MAIL, key, raw), body_hash=hashlib.sha256(raw).hexdigest(),
        )
    )  # fmt: skip
    world.inline.wake("inbox")


def rows(world, table):
    with world.database.read(world.shop.id) as session:
        return session.scalars(select(table).where(table.shop_id == world.shop.id)).all()


def texts(world):
    opened = world.shop.keys.open
    return [opened("case_entry.text", f"{one.case_id}.{one.number}", one.text) for one in rows(world, CaseEntry)]


def test_a_reply_opens_a_case_about_the_order_and_twice_is_once(world):
    order, message = thanked(world)
    arrive(world, message)
    arrive(world, message)
    (case,) = rows(world, SupportCase)
    assert (case.cause, case.order_id, case.message_id) == ("reply", order.id, message.id)
    assert texts(world) == ["Where is it?"]


def test_another_address_is_said_and_may_not_unsubscribe(world):
    _, message = thanked(world)
    arrive(world, message, "STOP", sender="eve@example.com")
    assert texts(world) == ["STOP"]
    assert [(one.from_elsewhere, one.left_out) for one in rows(world, CaseEntry)] == [(True, 0)]
    assert [one.state for one in rows(world, ConsentEntry) if one.source == "reply"] == []


def test_what_came_with_a_mail_and_was_not_kept_is_counted_and_told_to_who_asks(world):
    _, message = thanked(world)
    arrive(world, message, LOOK, kind="multipart/mixed; boundary=x")
    assert [(one.from_elsewhere, one.left_out) for one in rows(world, CaseEntry)] == [(False, 1)]
    with world.database.read(world.shop.id) as session:
        held = held_about(Work(session, world.shop, world.clock.now()), [message.customer_id], [])
    (said,) = held["cases"][0]["what_was_said"]
    assert (said["from_another_address"], said["attachments_not_kept"]) == (False, 1)


def test_stop_ends_promotion_and_opens_no_case(world):
    _, message = thanked(world)
    arrive(world, message, "Stop!")
    assert rows(world, SupportCase) == []
    assert [one.state for one in rows(world, ConsentEntry) if one.source == "reply"] == ["unsubscribed"]


def test_the_mail_of_a_week_is_counted_and_one_to_a_message_nobody_sent_is_refused(world):
    _, message = thanked(world)
    arrive(world, message)
    arrive(world, message, "It is late", sender="eve@example.com", Message_ID="<2@there>")
    arrive(world, SimpleNamespace(id=ID), Message_ID="<3@there>")
    assert came(world, world.shop) == MailCame(kept=2, from_elsewhere=1, unknown=1)
    assert came(world, world.other) == MailCame(0, 0, 0)
    world.clock.move_by(timedelta(days=8))
    assert came(world, world.shop) == MailCame(0, 0, 0)


def came(world, shop):
    with world.database.read(shop.id) as session:
        return mail_came(session, shop, world.clock.now())


def test_an_absence_note_opens_no_case(world):
    _, message = thanked(world)
    arrive(world, message, Auto_Submitted="auto-replied")
    assert rows(world, SupportCase) == []


def test_mail_says_where_replies_arrive_only_where_that_is_set(sqlite_database):
    with World(sqlite_database, flows_on=("thank_you",)) as made:
        made.encore.settings = replace(made.encore.settings, inbound_address="reply@in.example.com")
        _, message = thanked(made)
        (letter,) = made.letters()
        address = reply_address("reply@in.example.com", message.id, made.shop.public_id)
        assert f"Reply-To: {address}".encode() in letter.payload
