"""The provider stand-ins live in tests/, beside the tree; letters and sinks for the tests of transports."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from sms_sink import SmsSink
from smtp_sink import SmtpSink

from plugin.channels.transport import Letter
from plugin.events import Channel

PAYLOAD = b"Message-ID: <%s@shop.example>\r\nSubject: hello\r\n\r\n.a dot first\r\n..two\r\n.\r\nend\r\n"

MakeLetter = Callable[..., Letter]


@pytest.fixture
def letter() -> MakeLetter:
    """letter(to, payload=None): an e-mail with keys of its own; letter("+1…") is a text."""
    count = iter(range(1000))

    def make(to: str = "bob@shop.example", payload: bytes | None = None, sender: str = "hi@shop.example") -> Letter:
        key = f"key{next(count)}"
        if to.startswith("+"):
            return Letter(f"m-{key}", key, Channel.SMS, "SHOP", to, payload or "Grüße, 10 € off".encode(), 3600)
        return Letter(f"m-{key}", key, Channel.EMAIL, sender, to, payload or PAYLOAD % key.encode(), 3600)

    return make


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path, http_port=0) as running:
        yield running


@pytest.fixture
def sms(tmp_path: Path) -> Iterator[SmsSink]:
    with SmsSink(tmp_path) as running:
        yield running
