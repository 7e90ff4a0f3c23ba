"""Customers' answers fetched from a mailbox, over real TLS from a server that speaks IMAP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from imap_place import PASSWORD, USER, Folder, imap_server
from sqlalchemy import select
from tls_places import certificate_of
from world import World, settings_for

from plugin.channels.email import mailbox as reading
from plugin.channels.email.mailbox_place import MailboxPlace, mailbox_place
from plugin.doctor import checks
from plugin.errors import ConfigError
from plugin.inbox import StoreBusy
from plugin.mail_in import reply_address
from plugin.model.case import CaseEntry, SupportCase
from plugin.model.inbox import InboxItem
from plugin.model.shop import RejectedDelivery
from plugin.operator import load
from plugin.runtime.executors import InlineExecutor
from plugin.stages import mailbox


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_of("localhost", tmp_path_factory.mktemp("tls") / "both.pem")


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def place(certificate: Path, folder: Folder) -> Iterator[MailboxPlace]:
    with imap_server(certificate, folder) as port:
        yield replace(_place(port), authorities=str(certificate))


@pytest.fixture
def world(database, place):
    with World(database, flows_on=("thank_you",)) as made:
        made.order("jumper")
        made.spin()
        made.encore.mailbox = place
        yield made


def _url(port: int, password: str = PASSWORD, folder: str = "") -> str:
    return f"imaps://{quote(USER)}:{quote(password, safe='')}@localhost:{port}/{folder}"


def _place(port: int, **more: str) -> MailboxPlace:
    found = mailbox_place(_url(port, **more))
    assert found is not None
    return found


def _answer(world, text="Where is it?", id="1", **headers):
    """What somebody writes back to the thank-you."""
    to = reply_address("reply@in.example.com", world.message(channel="email").id, world.shop.public_id)
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"From: ada@example.com\r\nTo: {to}\r\nMessage-ID: <{id}@there>\r\n{more}\r\n{text}\r\n".encode()


def _said(world):
    with world.database.read(world.shop.id) as session:
        rows = session.scalars(select(CaseEntry).where(CaseEntry.shop_id == world.shop.id).order_by(CaseEntry.number))
        opened = world.shop.keys.open
        return [opened("case_entry.text", f"{row.case_id}.{row.number}", row.text).split("\n")[-1] for row in rows]


def _count(world, table):
    with world.database.read(world.shop.id) as session:
        return len(session.scalars(select(table).where(table.shop_id == world.shop.id)).all())


def _rejected(world):
    with world.database.read_registry() as session:
        return [row.reason for row in session.scalars(select(RejectedDelivery))]


def fetch(world):
    InlineExecutor(world.encore).wake("mailbox")
    world.inline.wake("inbox")


def test_an_answer_becomes_a_case_and_is_marked_as_read(world, folder):
    folder.arrives(_answer(world))
    fetch(world)
    assert _said(world) == ["Where is it?"]
    assert folder.unseen == []
    assert "inbox" in world.woken
    before = list(folder.said)
    fetch(world)
    assert not any("FETCH" in one for one in folder.said[len(before) :])


def test_mails_come_in_the_order_in_which_they_arrived(world, folder):
    for number in range(3):
        folder.arrives(_answer(world, str(number), id=str(number)))
    fetch(world)
    assert _said(world) == ["0", "1", "2"]
    assert _count(world, SupportCase) == 1


def test_a_mail_that_came_by_the_door_too_is_one(world, folder):
    from plugin.arrivals import put_mail

    raw = _answer(world)
    put_mail(world.encore.inbox, world.encore.shops, raw, world.clock.now())
    folder.arrives(b"Received: by another way\r\n" + raw)
    fetch(world)
    assert _said(world) == ["Where is it?"]
    assert folder.unseen == []


def test_a_crash_between_commit_and_mark_makes_no_second_entry(world, folder, monkeypatch):
    folder.arrives(_answer(world))

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reading.Mailbox, "mark_seen", dies)
    with pytest.raises(KeyboardInterrupt):
        mailbox.drain(world.encore, 10)
    monkeypatch.undo()
    assert len(folder.unseen) == 1
    fetch(world)
    assert (_said(world), folder.unseen) == (["Where is it?"], [])


def test_what_cannot_be_stored_stays_unread(world, folder, monkeypatch):
    folder.arrives(_answer(world))

    def busy(*_):
        raise StoreBusy("busy")

    monkeypatch.setattr(world.encore.inbox, "put", busy)
    assert mailbox.drain(world.encore, 10) == 0
    assert len(folder.unseen) == 1
    monkeypatch.undo()
    fetch(world)
    assert _said(world) == ["Where is it?"]


def test_a_mail_that_answers_nothing_of_ours_is_read_and_counted(world, folder):
    folder.arrives(b"From: a@b.example\r\nTo: reply@in.example.com\r\n\r\nBuy my pills\r\n")
    gone = reply_address("reply@in.example.com", "0" * 32, "0" * 8)
    folder.arrives(f"From: a@b.example\r\nTo: {gone}\r\n\r\nHello\r\n".encode())
    fetch(world)
    assert folder.unseen == []
    assert sorted(_rejected(world)) == ["answers no message of ours", "unknown shop"]
    assert _count(world, InboxItem) == _count_before(world)


def _count_before(world):
    """Of the order alone."""
    with world.database.read(world.shop.id) as session:
        mine = select(InboxItem).where(InboxItem.shop_id == world.shop.id, InboxItem.topic != "receipts/mail")
        return len(session.scalars(mine).all())


def test_of_a_very_large_mail_the_beginning_is_read(world, folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_000)
    kind = "multipart/mixed; boundary=x"
    text = (
        "--x\r\nContent-Type: text/plain\r\n\r\nLook at this\r\n--x\r\nContent-Type: image/png\r\n\r\n" + "P" * 9_000
    )
    folder.arrives(_answer(world, text, **{"MIME-Version": "1.0", "Content-Type": kind}))
    fetch(world)
    assert _said(world) == ["Look at this"]
    assert any("BODY.PEEK[]<0.2000>" in one for one in folder.said)


def test_two_workers_at_the_same_time_make_one_entry(world, folder):
    for number in range(5):
        folder.arrives(_answer(world, str(number), id=str(number)))
    workers = [threading.Thread(target=mailbox.drain, args=(world.encore, 10)) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    fetch(world)
    assert sorted(_said(world)) == ["0", "1", "2", "3", "4"]


def test_another_shop_sees_nothing_of_it(world, folder):
    folder.arrives(_answer(world))
    fetch(world)
    assert world.seen_by_other() == {}


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "RFC822.SIZE", "BODY.PEEK", "UID STORE"])
def test_a_server_that_hangs_up_loses_nothing(world, folder, command):
    folder.arrives(_answer(world))
    folder.hangs_up_at = command
    assert mailbox.drain(world.encore, 10) == 0
    assert len(folder.unseen) == 1
    folder.hangs_up_at = ""
    fetch(world)
    assert (_said(world), folder.unseen) == (["Where is it?"], [])


def test_without_a_mailbox_nothing_is_asked(world, folder):
    world.encore.mailbox = None
    assert mailbox.drain(world.encore, 10) == 0
    assert folder.said == []


def test_a_mail_that_somebody_else_took_away_is_left(world, folder, monkeypatch):
    folder.arrives(_answer(world))
    monkeypatch.setattr(reading.Mailbox, "unseen", lambda _self: ["7", "101"])
    assert mailbox.drain(world.encore, 10) == 2
    assert folder.unseen == []


def _trouble(place):
    with pytest.raises(reading.MailboxDown) as trouble, reading.opened(place) as box:
        box.unseen()
    return str(trouble.value)


def test_what_is_wrong_is_told_without_a_word_of_the_login(place, folder, certificate):
    assert "does not take the user and password" in _trouble(replace(place, password="wrong"))
    assert "no such folder" in _trouble(replace(place, folder="Replies"))
    assert "cannot be reached" in _trouble(replace(place, authorities=None))
    assert "cannot be reached" in _trouble(replace(place, host="127.0.0.1"))  # the certificate is another's
    folder.is_writable = False
    assert "may only be read" in _trouble(place)
    for one in (replace(place, password="wr0ng"), replace(place, port=1)):
        assert not any(word in _trouble(one) for word in (USER, "wr0ng", PASSWORD))
    assert PASSWORD not in repr(place)


def test_the_log_does_not_name_user_or_password(world, folder, capsys):
    world.encore.mailbox = replace(world.encore.mailbox, password="wr0ng")
    assert mailbox.drain(world.encore, 10) == 0
    told = capsys.readouterr().out
    assert "mailbox not read" in told
    assert not any(word in told for word in (USER, "wr0ng"))


def test_the_setting_names_a_place(tmp_path):
    settings = load(
        {"ENCORE_MAILBOX": "imaps://reply%40in.example.com:p%2Fw@mail.example.com/In%20box"}, var=tmp_path
    )
    assert mailbox_place(settings.mailbox) == MailboxPlace(
        "mail.example.com", 993, "reply@in.example.com", "p/w", "In box"
    )
    assert "p%2Fw" not in repr(settings)
    assert mailbox_place(load({}, var=tmp_path).mailbox) is None


@pytest.mark.parametrize(
    "url",
    [
        "imap://u:s3cret@mail.example.com", "imaps://s3cret@mail.example.com", "imaps://u:s3cret@", "s3cret",
        "imaps://u:s3c#ret@mail.example.com", "imaps://u:s3cret@mail.example.com:x/", "imaps://u:s3cret%0a@mail.example",
        "imaps://u:s3cretü@mail.example.com",
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_without_its_secret(url):
    with pytest.raises(ConfigError, match="ENCORE_MAILBOX") as error:
        mailbox_place(url)
    assert "s3c" not in str(error.value)


def test_the_doctor_looks_into_the_mailbox_and_marks_nothing(sqlite_database, place, folder, monkeypatch):
    folder.arrives(b"From: a@b.example\r\n\r\nHello\r\n")
    monkeypatch.setattr("plugin.doctor.mailbox_place", lambda url: place if url == "here" else mailbox_place(url))
    url = sqlite_database.url.render_as_string(hide_password=False)

    def told(**more):
        return next(one for one in checks(settings_for(url, **more)) if one.what == "mailbox")

    assert told().ok
    monkeypatch.setattr("plugin.encore.mailbox_place", lambda _url: None)
    assert "ENCORE_INBOUND_ADDRESS" in told(mailbox="here").say
    found = told(mailbox="here", inbound_address="reply@in.example.com")
    assert (found.ok, found.say) == (True, "localhost answers, unread mails: 1")
    assert len(folder.unseen) == 1
    folder.name = "Elsewhere"
    assert not told(mailbox="here").ok
