"""Real providers for the delivery tests, and worlds that send through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from delivering import Spy, only
from sms_sink import SmsSink
from smtp_sink import SmtpSink
from world import World

from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.sms.http import HttpTransport
from plugin.db.session import Database

MakeWorld = Callable[..., World]


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path / "mail", http_port=0) as running:
        yield running


@pytest.fixture
def texts(tmp_path: Path) -> Iterator[SmsSink]:
    with SmsSink(tmp_path / "texts") as running:
        yield running


@pytest.fixture
def mailing(database: Database, mail: SmtpSink) -> Iterator[MakeWorld]:
    """mailing(can_look_up=True, **world): a world whose e-mail goes to `mail` over SMTP; thank-you only."""
    yield from _worlds(database, lambda look_up: SmtpTransport(mail.url, mail.look_up_url if look_up else None))


@pytest.fixture
def sqlite_mailing(sqlite_database: Database, mail: SmtpSink) -> Iterator[MakeWorld]:
    """The same where the database does not matter."""
    yield from _worlds(
        sqlite_database, lambda look_up: SmtpTransport(mail.url, mail.look_up_url if look_up else None)
    )


def _worlds(database: Database, transport: Callable[[bool], SmtpTransport]) -> Iterator[MakeWorld]:
    made: list[World] = []

    def make(can_look_up: bool = True, **more) -> World:
        more.setdefault("flows_on", ("thank_you",))
        more.setdefault("settings", only("email"))
        made.append(World(database, email=Spy(transport(can_look_up)), **more))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def texting(sqlite_database: Database, texts: SmsSink) -> Iterator[MakeWorld]:
    """texting(has_keys=True, can_look_up=True): a world whose texts go to `texts` over HTTP; an evening in London."""
    made: list[World] = []

    def make(has_keys: bool = True, can_look_up: bool = True) -> World:
        texts.server.has_keys = has_keys
        there = HttpTransport(texts.url, texts.look_up_url if can_look_up else None, idempotent=has_keys)
        made.append(
            World(
                sqlite_database, at="2026-02-02 18:00", sms=Spy(there), flows_on=("thank_you",), settings=only("sms")
            )
        )
        return made[-1]

    yield make
    for world in made:
        world.close()
