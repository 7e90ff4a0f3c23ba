"""SMTP against a real server: the outcome table, kept connections, and what may never happen."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest
from smtp_sink import Options, SmtpSink

from plugin.channels.email import smtp, smtp_pool
from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened


def send(transport: SmtpTransport, *letters: Letter) -> list[Answer]:
    """Both halves, as the outbox does them."""
    first = transport.open(letters)
    second = iter(transport.deliver([one for one in first if isinstance(one, Opened)]))
    return [next(second) if isinstance(one, Opened) else one for one in first]


def fault(answer: Answer) -> Fault | None:
    return answer.fault if isinstance(answer, NotSent) else None


TABLE = [
    ("bob", None),
    ("rcpt-450-4.2.1", Fault.RETRY),
    ("rcpt-451", Fault.RETRY),
    ("rcpt-452-4.2.2", Fault.RETRY),
    ("data-451-4.3.0", Fault.RETRY),
    ("final-451-4.7.1", Fault.RETRY),
    ("final-421-4.3.2", Fault.RETRY),
    ("rcpt-421-4.3.2", Fault.RETRY),
    ("drop-rcpt", Fault.RETRY),
    ("drop-data", Fault.RETRY),
    ("early-goodbye", Fault.RETRY),
    ("drop-after", Fault.UNKNOWN),
    ("lose-after", Fault.UNKNOWN),
    ("babble", Fault.UNKNOWN),
    ("rcpt-550-5.1.1", Fault.BAD_ADDRESS),
    ("rcpt-553-5.1.3", Fault.BAD_ADDRESS),
    ("final-550-5.1.1", Fault.BAD_ADDRESS),
    ("rcpt-550-5.2.1", Fault.BAD_ADDRESS),
    ("final-550-5.2.1", Fault.BAD_ADDRESS),
    ("rcpt-553-5.1.8", Fault.BREAKER),  # the sender's domain, whatever the stage
    ("rcpt-550", Fault.REFUSED),
    ("rcpt-554-5.0.0", Fault.REFUSED),
    ("final-554-5.6.0", Fault.REFUSED),
    ("final-552-5.3.4", Fault.REFUSED),
    ("data-554", Fault.REFUSED),
    ("rcpt-552-5.2.2", Fault.MAILBOX_FULL),
    ("final-552-5.2.2", Fault.MAILBOX_FULL),
    ("rcpt-550-5.7.1", Fault.BREAKER),
    ("final-554-5.7.1", Fault.BREAKER),
    ("rcpt-530", Fault.BREAKER),
    ("data-535", Fault.BREAKER),
]


@pytest.mark.parametrize("pipelining", [True, False])
def test_every_row_of_the_outcome_table_on_eight_lanes_at_once(tmp_path, letter, pipelining):
    options = Options() if pipelining else Options(offers=("8BITMIME",))
    with SmtpSink(tmp_path, options=options) as sink:
        transport = SmtpTransport(sink.url)
        found = {}
        for start in range(0, len(TABLE), 8):
            names = [name for name, _ in TABLE[start : start + 8]]
            answers = send(transport, *(letter(f"{name}@shop.example") for name in names))
            found |= dict(zip(names, map(fault, answers), strict=True))
        assert found == dict(TABLE)
        stored = sorted(mail["to"][0].partition("@")[0] for mail in sink.mails())
        assert stored == ["babble", "bob", "drop-after"]


@pytest.mark.parametrize("sender", ["mail-550-5.7.1", "mail-553-5.1.7", "mail-550-5.1.0"])
def test_a_refused_sender_opens_the_breaker_and_never_blames_the_recipient(sink, letter, sender):
    (answer,) = send(SmtpTransport(sink.url), letter(sender=f"{sender}@shop.example"))
    assert fault(answer) is Fault.BREAKER


def test_a_refused_letter_does_not_disturb_the_next_one_on_its_connection(sink, letter):
    transport = SmtpTransport(sink.url, lanes=1)
    for to in ("rcpt-550-5.1.1", "bob", "final-552-5.2.2", "rcpt-450", "bob", "data-451", "bob"):
        send(transport, letter(f"{to}@shop.example"))
    assert len(sink.mails()) == 3
    assert sink.connections == 1


def test_the_bytes_arrive_as_they_were_frozen(sink, letter):
    odd = b".\r\n..\r\n\r\n.\r\n" + "Grüße".encode() + b"\r\n.x\r\n"
    large = b"x" * 70 + b"\r\n"
    letters = [letter(), letter(payload=odd), letter(payload=large * 40_000)]
    assert all(isinstance(answer, Accepted) for answer in send(SmtpTransport(sink.url), *letters))
    arrived = sorted(mail["data"].encode("latin-1") for mail in sink.mails())
    assert arrived == sorted(one.payload for one in letters)


def test_the_envelope_carries_the_key_the_size_and_the_form(sink, letter):
    one = letter(payload="Grüße\r\n".encode())
    send(SmtpTransport(sink.url), one)
    (mail,) = sink.mails()
    assert mail["lines"] == [
        f"MAIL FROM:<hi@shop.example> SIZE={len(one.payload)} BODY=8BITMIME RET=HDRS ENVID={one.key}",
        "RCPT TO:<bob@shop.example> NOTIFY=FAILURE",
    ]


def test_nothing_of_the_content_leaves_before_deliver(sink, letter):
    transport = SmtpTransport(sink.url)
    (opened,) = transport.open([letter()])
    assert sink.commands[-1] == "DATA"
    assert isinstance(opened, Opened)
    transport.abandon(opened)
    assert sink.mails() == []
    assert isinstance(send(transport, letter())[0], Accepted)
    assert len(sink.mails()) == 1


def test_the_providers_own_name_is_kept(sink, letter):
    assert send(SmtpTransport(sink.url), letter()) == [Accepted("4F3C2B1A")]


def test_a_wish_to_wait_is_passed_on(sink, letter):
    (answer,) = send(SmtpTransport(sink.url), letter("rcpt-450-4.2.0-in5@shop.example"))
    assert isinstance(answer, NotSent)
    assert answer.retry_after == timedelta(minutes=5)


def test_no_address_is_ever_in_a_detail(sink, letter):
    answers = send(SmtpTransport(sink.url), *(letter(f"{name}@shop.example") for name, _ in TABLE[1:5]))
    for answer in answers:
        assert isinstance(answer, NotSent)
        assert "@" not in answer.detail
        assert "rcpt-4" not in answer.detail


@pytest.mark.parametrize(
    "to",
    ["a@b>\r\nRCPT TO:<evil@x.example", "a b@x.example", "a@x.example\n", "<a@x.example>", "a\0@x.example", "a", "",
     "a@b@c", "a\u2028b@x.example", "é\r\n@x.example", "x" * 300 + "@x.example"],
)  # fmt: skip
def test_an_address_that_could_end_a_line_is_never_written(sink, letter, to):
    assert fault(send(SmtpTransport(sink.url), letter(to))[0]) is Fault.BAD_ADDRESS
    assert fault(send(SmtpTransport(sink.url), letter(sender=to))[0]) is Fault.BREAKER
    assert sink.connections == 0


@pytest.mark.parametrize("payload", [b"a\n.\nMAIL FROM:<x@y>\r\n", b"a\r.\r\n", b"a\r\n\n", b"\r"])
def test_a_bare_line_break_cannot_smuggle_a_second_message(sink, letter, payload):
    assert fault(send(SmtpTransport(sink.url), letter(payload=payload))[0]) is Fault.REFUSED
    assert sink.connections == 0


def test_a_local_part_outside_ascii_goes_only_where_it_is_offered(tmp_path, letter):
    with SmtpSink(tmp_path / "new") as sink:
        assert isinstance(send(SmtpTransport(sink.url), letter("jürgen@bücher.example.com"))[0], Accepted)
        assert "SMTPUTF8" in sink.mails()[0]["lines"][0]
    with SmtpSink(tmp_path / "old", options=Options(offers=("8BITMIME",))) as sink:
        transport = SmtpTransport(sink.url)
        assert fault(send(transport, letter("jürgen@bücher.example.com"))[0]) is Fault.REFUSED
        assert isinstance(send(transport, letter("bob@bücher.example.com"))[0], Accepted)
        assert sink.mails()[0]["to"] == ["bob@xn--bcher-kva.example.com"]
        assert sink.connections == 1


def test_what_the_server_cannot_take_is_not_begun(tmp_path, letter):
    with SmtpSink(tmp_path, options=Options(offers=("SIZE 10",))) as sink:
        assert fault(send(SmtpTransport(sink.url), letter())[0]) is Fault.REFUSED
        assert fault(send(SmtpTransport(sink.url), letter(payload="ü\r\n".encode()))[0]) is Fault.REFUSED
        assert not any(line.startswith("MAIL") for line in sink.commands)


def test_connections_are_kept_and_a_stale_one_is_replaced_without_a_failure(sink, letter):
    transport = SmtpTransport(sink.url, lanes=3)
    for _ in range(4):
        send(transport, *(letter() for _ in range(3)))
    assert sink.connections == 3
    sink.hang_up()
    assert all(isinstance(one, Accepted) for one in send(transport, *(letter() for _ in range(3))))
    assert sink.connections == 6


@pytest.mark.parametrize("trouble", ["once-drop-rcpt", "once-rcpt-421-4.3.2"])
def test_a_kept_connection_that_breaks_in_the_envelope_is_retried_once_on_a_fresh_one(sink, letter, trouble):
    transport = SmtpTransport(sink.url)
    assert fault(send(transport, letter(f"{trouble}+fresh@shop.example"))[0]) is Fault.RETRY
    send(transport, letter())
    assert isinstance(send(transport, letter(f"{trouble}+kept@shop.example"))[0], Accepted)
    assert fault(send(transport, letter("drop-rcpt@shop.example"))[0]) is Fault.RETRY
    assert len(sink.mails()) == 2


def test_an_idle_connection_is_replaced_after_a_minute(sink, letter):
    now = [0.0]
    transport = SmtpTransport(sink.url, monotonic=lambda: time.monotonic() + now[0])
    send(transport, letter())
    now[0] = 59.0
    send(transport, letter())
    assert sink.connections == 1
    now[0] = 121.0
    send(transport, letter())
    assert sink.connections == 2


def test_a_connection_ends_after_its_share_of_messages(sink, letter, monkeypatch):
    monkeypatch.setattr(smtp_pool, "MOST_PER_CONNECTION", 2)
    transport = SmtpTransport(sink.url, lanes=1)
    for _ in range(5):
        send(transport, letter())
    assert sink.connections == 3


def test_fewer_lanes_are_used_where_the_server_takes_fewer(tmp_path, letter):
    with SmtpSink(tmp_path, options=Options(most_connections=2)) as sink:
        transport = SmtpTransport(sink.url, lanes=4)
        answers = send(transport, *(letter() for _ in range(4)))
        assert [fault(one) for one in answers] == [None, None, Fault.RETRY, Fault.RETRY]
        assert transport.lanes == 2
        assert sink.connections == 3  # one refusal is enough to know


def test_more_letters_than_lanes_is_a_mistake_of_the_caller(sink, letter):
    with pytest.raises(AssertionError):
        SmtpTransport(sink.url, lanes=1).open([letter(), letter()])


def test_nobody_there_is_a_retry(letter):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert fault(send(SmtpTransport(f"smtp://127.0.0.1:{port}"), letter())[0]) is Fault.RETRY


@pytest.mark.parametrize("greeting", ["", "421 4.3.2 busy", "554 no mail here", "HTTP/1.1 400 Bad Request"])
def test_a_failed_greeting_is_a_retry(tmp_path, letter, greeting):
    with SmtpSink(tmp_path, options=Options(greeting=greeting)) as sink:
        assert fault(send(SmtpTransport(sink.url), letter())[0]) is Fault.RETRY


def test_silence_before_the_dot_is_a_retry_and_after_it_is_unclear(tmp_path, letter, monkeypatch):
    monkeypatch.setattr(smtp, "FINAL_S", 0.2)
    with SmtpSink(tmp_path) as sink:
        slow, quick = send(SmtpTransport(sink.url), letter("slow-2@shop.example"), letter())
        assert fault(slow) is Fault.UNKNOWN
        assert isinstance(quick, Accepted)
    monkeypatch.setattr("plugin.channels.email.smtp_session.REPLY_S", 0.2)
    with SmtpSink(tmp_path, options=Options(greet_after_s=2)) as sink:
        assert fault(send(SmtpTransport(sink.url), letter())[0]) is Fault.RETRY


def test_a_server_that_stops_reading_before_the_dot_is_a_retry(letter, monkeypatch):
    """The kernel takes the beginning of a large message; the dot is never handed to it."""
    monkeypatch.setattr(smtp, "REPLY_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_greet_and_stop, args=(server,), daemon=True).start()
        transport = SmtpTransport(f"smtp://127.0.0.1:{server.getsockname()[1]}")
        (answer,) = send(transport, letter(payload=b"x" * 60_000_000 + b"\r\n"))
    assert fault(answer) is Fault.RETRY


def _greet_and_stop(server: socket.socket) -> None:
    sock, _ = server.accept()
    sock.sendall(b"220 hi\r\n")
    sock.recv(1000)
    sock.sendall(b"250 hi\r\n")
    for reply in (b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
        sock.recv(1000)
        sock.sendall(reply)
    time.sleep(5)


def test_the_look_up_is_evidence_both_ways_and_silence_is_none(sink, letter):
    transport = SmtpTransport(sink.url, sink.look_up_url, 3)
    lost, there = letter("lose-after@shop.example"), letter("drop-after@shop.example")
    assert [fault(one) for one in send(transport, lost, there)] == [Fault.UNKNOWN] * 2
    assert transport.find(lost.message_id, lost.key) is False
    assert transport.find(there.message_id, there.key) is True
    assert sink.look_up
    sink.look_up.look_up_status = 500
    assert transport.find(there.message_id, there.key) is None
    assert (transport.can_find, transport.settle) == (True, timedelta(seconds=3))


def test_without_a_look_up_it_cannot_say(sink):
    transport = SmtpTransport(sink.url)
    assert (transport.can_find, transport.find("m", "k")) == (False, None)
    assert (transport.idempotent, transport.settle) == (False, timedelta(minutes=15))


def test_a_late_acceptance_shows_up_later(sink, letter):
    transport = SmtpTransport(sink.url, sink.look_up_url)
    late = letter("late-0.3@shop.example")
    assert fault(send(transport, late)[0]) is Fault.UNKNOWN
    assert transport.find(late.message_id, late.key) is False
    deadline = time.monotonic() + 5
    while not transport.find(late.message_id, late.key) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert transport.find(late.message_id, late.key) is True


def test_closing_says_goodbye(sink, letter):
    transport = SmtpTransport(sink.url)
    send(transport, letter())
    transport.close()
    deadline = time.monotonic() + 5
    while "QUIT" not in sink.commands and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sink.commands[-1] == "QUIT"
