"""What is due at once is not left to the next tick, and the operator's lease reaches every claim."""

from __future__ import annotations

import threading
from datetime import timedelta

from delivering import only
from smtp_sink import SmtpSink
from world import World, settings_for

from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.transport import Accepted, Letter, Opened
from plugin.encore import make_encore
from plugin.events import Channel
from plugin.operator import load


def test_a_message_that_is_due_at_once_wakes_the_outbox(sqlite_database) -> None:
    with World(sqlite_database, flows_on=("thank_you",), settings=only("email")) as world:
        who = world.customer()
        assert world.woken == []
        world.order(by=who)
        assert "outbox_email" in world.woken


def test_a_message_for_later_wakes_nobody(sqlite_database) -> None:
    with World(sqlite_database, flows_on=("vip_code",)) as world:
        world.delivered(world.order())
        assert world.outbox()
        assert world.woken == []


def test_the_operator_sets_the_lease(sqlite_database, tmp_path) -> None:
    assert load({}, var=tmp_path).lease_seconds == 45
    assert load({"ENCORE_LEASE_SECONDS": "7"}, var=tmp_path).lease_seconds == 7
    encore = make_encore(settings_for(lease_seconds=7), database=sqlite_database)
    assert encore.lease == timedelta(seconds=7)
    encore.inbox.close()


def test_two_seats_may_share_one_mail_transport(tmp_path) -> None:
    """Two threads take and give back the same few connections; each mail arrives once."""
    with SmtpSink(tmp_path) as mail:
        transport = SmtpTransport(mail.url, lanes=2)
        answers: list[object] = []

        def send(seat: int) -> None:
            for number in range(60):
                key = f"s{seat}n{number}"
                payload = f"Message-ID: <{key}@shop.example>\r\n\r\nhello\r\n".encode()
                letter = Letter(key, key, Channel.EMAIL, "hi@shop.example", "bob@shop.example", payload, 600)
                ways = [way for way in transport.open([letter]) if isinstance(way, Opened)]
                answers.extend(transport.deliver(ways))

        seats = [threading.Thread(target=send, args=(seat,)) for seat in range(4)]
        for one in seats:
            one.start()
        for one in seats:
            one.join(30)
        transport.close()
        assert len(answers) == 240
        assert all(isinstance(one, Accepted) for one in answers)
        assert len({one["envid"] for one in mail.mails()}) == len(mail.mails()) == 240
