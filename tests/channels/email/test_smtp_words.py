"""What replies mean, without a server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.channels.email.smtp_envelope import content
from plugin.channels.email.smtp_wire import Reply
from plugin.channels.email.smtp_words import queue_name, refusal, wait_wished
from plugin.channels.transport import Fault


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Greylisted, try again in 5 minutes", 5),
        ("greylisted; retry after 300 seconds", 5),
        ("come back in 2 hours", 120),
        ("please wait, in 10min.", 10),
        ("in 99999 hours", 24 * 60),
    ],
)
def test_a_wish_to_wait_is_read(text, minutes):
    assert wait_wished(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "busy", "5 minutes", "received in 5 messages"])
def test_other_numbers_are_no_wish_to_wait(text):
    assert wait_wished(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ok: queued as 4F3C2B1A", "4F3C2B1A"),
        ("OK id=1abCDe-000-XY", "1abCDe-000-XY"),
        ("Ok, idle", None),
        ("", None),
    ],
)
def test_the_servers_name_for_a_message_is_found(text, name):
    assert queue_name(text) == name


@pytest.mark.parametrize(
    ("code", "raw", "fault"),
    [
        (550, b"5.4.5 Daily sending quota exceeded", Fault.BREAKER),
        (552, b"sender quota exceeded", Fault.BREAKER),
        (552, b"5.2.2 the account is over its quota limit", Fault.MAILBOX_FULL),
        (550, b"5.1.10 recipient not found", Fault.BAD_ADDRESS),
        (550, b"5.10.1 something else", Fault.REFUSED),
        (550, b"5.1.1-like words", Fault.REFUSED),
        (451, b"5.7.1 a muddled server", Fault.RETRY),
    ],
)
def test_the_code_decides_and_words_only_about_quota(code, raw, fault):
    assert refusal("RCPT", Reply(code, raw)).fault is fault


def test_a_reply_of_several_lines_is_one_detail_without_its_address(letter):
    reply = Reply(550, b"5.1.1 <bob@shop.example>: no such user\n5.1.1 see https://mail.example/bob")
    answer = refusal("RCPT", reply, letter("bob@shop.example"))
    assert answer.detail == "RCPT: 550 5.1.1 …: no such user see https://mail.example/…"


@given(st.lists(st.binary(max_size=6).map(lambda line: line.replace(b"\r", b".").replace(b"\n", b".")), max_size=8))
def test_dots_are_doubled_so_that_only_the_end_looks_like_the_end(lines):
    payload = b"".join(line + b"\r\n" for line in lines)
    wire = content(payload)
    assert wire is not None
    assert (b"\r\n" + wire).find(b"\r\n.\r\n") == len(wire) - 3
    read = [line[1:] if line.startswith(b".") else line for line in wire.split(b"\r\n")[:-2]]
    assert read == lines


@given(st.binary(max_size=8).map(lambda text: bytes(b"\r\n.a"[sign % 4] for sign in text)))
def test_only_whole_line_breaks_pass(payload):
    is_whole = payload.replace(b"\r\n", b"").translate(None, b".a") == b""
    assert (content(payload) is not None) is is_whole
