"""Settings become transports, and bad ones become sentences that repeat no password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plugin.channels.email.smtp import SmtpTransport
from plugin.channels.email.smtp_place import Place, place
from plugin.channels.local_outbox import LocalOutbox
from plugin.channels.providers import email_transport, sms_transport
from plugin.channels.recording import RecordingTransport
from plugin.channels.sms.http import HttpTransport
from plugin.channels.transport import Accepted, Opened, Transport
from plugin.clock import SpunClock
from plugin.errors import ConfigError


@pytest.mark.parametrize("make", [email_transport, sms_transport])
@pytest.mark.parametrize("url", [None, ""])
def test_without_a_provider_messages_stay_in_the_local_outbox(make, url, letter):
    transport = make(url)
    assert isinstance(transport, LocalOutbox)
    opened = [one for one in transport.open([letter()]) if isinstance(one, Opened)]
    assert transport.deliver(opened) == [Accepted("local-outbox")]


def test_a_url_chooses_its_transport():
    assert isinstance(email_transport("smtp://mail.example.com", "https://x.example/?m={key}", 5), SmtpTransport)
    assert isinstance(sms_transport("https://sms.example.com/send", None, 5), HttpTransport)
    assert sms_transport("https://sms.example.com/send", None, 5).settle == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", Place("mail.example.com", 587, False)),
        ("smtps://mail.example.com/", Place("mail.example.com", 465, True)),
        ("smtp://u%40x:p%2F%3A@[::1]:25", Place("::1", 25, False, "u@x", "p/:")),
    ],
)
def test_an_smtp_url_is_read(url, expected):
    assert place(url) == expected


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "http://u:sesame@h", "smtp://", "smtp://u:sesame@", "smtp://u:sesame@h:99999", "smtp://u@h",
     "smtp://u:sesame@h/path", "smtp://u:ses/ame@h", "smtp://u:sesame@h?x=1", "smtp://u:sesame@a b", "smtp://.",
     "smtp://u:sesame@" + "x" * 80],
)  # fmt: skip
def test_a_bad_smtp_url_says_what_to_write_and_no_password(url):
    with pytest.raises(ConfigError) as error:
        email_transport(url)
    assert "ENCORE_SMTP_URL" in str(error.value)
    assert "ses" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["sms.example.com", "ftp://h/", "https://", "https://h:0/", "https://h h/", "https://["]
)
def test_a_bad_sms_url_names_the_setting(url):
    with pytest.raises(ConfigError, match="ENCORE_SMS_URL"):
        sms_transport(url)


def test_a_look_up_that_asks_about_nothing_is_an_error():
    with pytest.raises(ConfigError, match="message_id"):
        email_transport("smtp://h", "https://x.example/has")


@pytest.mark.parametrize("seconds", [-1, 90_000])
def test_a_settle_time_out_of_range_is_an_error(seconds):
    with pytest.raises(ConfigError, match="ENCORE_SETTLE_SECONDS"):
        email_transport("smtp://h", None, seconds)


def test_a_recording_keeps_each_key_once_with_its_time(letter):
    clock = SpunClock(datetime(2026, 3, 1, tzinfo=UTC))
    transport = RecordingTransport("replay", clock)
    one = letter()
    for _ in range(2):
        assert transport.deliver([Opened(one)]) == [Accepted("replay")]
    assert [(kept.letter, kept.at) for kept in transport.recorded] == [(one, clock.now())]
    assert transport.find(one.message_id, one.key) is True
    assert transport.find("other", "other") is False


def test_a_recording_for_long_replays_only_counts(letter):
    transport = RecordingTransport(keep=False)
    transport.deliver([Opened(letter()), Opened(letter())])
    assert (transport.count, transport.letters, transport.can_find) == (2, [], False)


def test_every_transport_follows_the_seam():
    transports: list[Transport] = [
        LocalOutbox(), RecordingTransport(), SmtpTransport("smtp://h"), HttpTransport("https://h/"),
    ]  # fmt: skip
    for one in transports:
        assert one.name
        assert one.lanes > 0
        assert one.can_find or one.find("m", "k") is None
        one.close()
