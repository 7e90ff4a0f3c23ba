"""The generic HTTP provider against a real one: the outcome table, keys and evidence."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta

import pytest
from sms_sink import SmsSink

from plugin.channels.http import Http
from plugin.channels.sms.http import HttpTransport
from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened


def send(transport: HttpTransport, *letters: Letter) -> list[Answer]:
    first = transport.open(letters)
    second = iter(transport.deliver([one for one in first if isinstance(one, Opened)]))
    return [next(second) if isinstance(one, Opened) else one for one in first]


def fault(answer: Answer) -> Fault | None:
    return answer.fault if isinstance(answer, NotSent) else None


ALWAYS = {
    "408": Fault.RETRY, "425": Fault.RETRY, "429": Fault.RETRY,
    "400": Fault.REFUSED, "404": Fault.REFUSED, "422": Fault.REFUSED, "410": Fault.REFUSED,
    "401": Fault.BREAKER, "402": Fault.BREAKER, "403": Fault.BREAKER, "302": Fault.BREAKER,
    "001": Fault.BAD_ADDRESS, "002": Fault.OPTED_OUT, "003": Fault.BREAKER,
}  # fmt: skip
UNCLEAR = ["500", "502", "503", "900", "901"]


@pytest.mark.parametrize(("number", "expected"), ALWAYS.items())
@pytest.mark.parametrize("idempotent", [True, False])
def test_what_the_provider_refuses_means_the_same_with_and_without_keys(sms, letter, number, expected, idempotent):
    transport = HttpTransport(sms.url, idempotent=idempotent)
    assert fault(send(transport, letter(f"+15005550{number}"))[0]) is expected
    assert sms.texts() == []


@pytest.mark.parametrize("number", UNCLEAR)
def test_what_is_unclear_is_posted_again_only_where_keys_are_remembered(sms, letter, number):
    one = letter(f"+15005550{number}")
    assert fault(send(HttpTransport(sms.url), one)[0]) is Fault.RETRY
    assert fault(send(HttpTransport(sms.url, idempotent=False), one)[0]) is Fault.UNKNOWN


def test_the_same_key_is_accepted_once(sms, letter):
    transport, one = HttpTransport(sms.url), letter("+15005551900")
    assert fault(send(transport, one)[0]) is Fault.RETRY
    assert send(transport, one) == [Accepted("sms-1")]
    (text,) = sms.texts()
    assert (text["to"], text["from"], text["body"], text["key"]) == (
        one.to, "SHOP", "Grüße, 10 € off", one.key,
    )  # fmt: skip


def test_exactly_the_four_fields_and_the_key_header_are_posted(sms, letter):
    one = letter("+12025550123")
    send(HttpTransport(sms.url), one)
    _, headers, values = sms.server.requests[0]
    assert set(values) == {"to", "from", "body", "key"}
    assert headers["Idempotency-Key"] == one.key


def test_answers_come_in_the_order_of_the_letters(sms, letter):
    numbers = ["+12025550123", "+15005550422", "+12025550124", "+15005550001"]
    answers = send(HttpTransport(sms.url), *(letter(number) for number in numbers))
    assert [fault(one) for one in answers] == [None, Fault.REFUSED, None, Fault.BAD_ADDRESS]


def test_retry_after_is_passed_on(sms, letter):
    (answer,) = send(HttpTransport(sms.url), letter("+15005550429"))
    assert isinstance(answer, NotSent)
    assert answer.retry_after == timedelta(seconds=7)


def test_nobody_there_is_a_retry_even_without_keys(letter):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}/", idempotent=False)
    assert fault(send(transport, letter("+12025550123"))[0]) is Fault.RETRY


def test_a_timeout_after_the_body_is_unclear(sms, letter):
    one = letter("+15005550902")
    assert fault(send(HttpTransport(sms.url, idempotent=False, http=Http(0.3)), one)[0]) is Fault.UNKNOWN
    assert len(sms.texts()) == 1


@pytest.mark.parametrize("to", ["", " ", "+1\r\n2", "+1\x00"])
def test_a_number_that_is_none_is_not_posted(sms, letter, to):
    one = letter("+12025550123")
    bad = Letter(one.message_id, one.key, one.channel, one.sender, to, one.payload, 60)
    assert fault(send(HttpTransport(sms.url), bad)[0]) is Fault.BAD_ADDRESS
    assert sms.server.requests == []


def test_the_look_up_is_evidence_both_ways(sms, letter):
    transport = HttpTransport(sms.url, sms.look_up_url)
    there, lost = letter("+15005550900"), letter("+15005550901")
    send(transport, there, lost)
    assert transport.find(there.message_id, there.key) is True
    assert transport.find(lost.message_id, lost.key) is False
    sms.server.look_up_status = 503
    assert transport.find(there.message_id, there.key) is None


def test_what_is_put_into_the_look_up_stays_one_value(sms):
    HttpTransport(sms.url, sms.look_up_url).find("a&key=b/../?", "c d#{message_id}")
    assert sms.server.asked == ["/has?message_id=a%26key%3Db%2F..%2F%3F&key=c%20d%23%7Bmessage_id%7D"]


def test_it_settles_after_twice_the_timeout_but_two_minutes_at_least(sms):
    assert HttpTransport(sms.url).settle == timedelta(seconds=120)
    assert HttpTransport(sms.url, http=Http(100)).settle == timedelta(seconds=200)
    assert HttpTransport(sms.url, settle_seconds=1).settle == timedelta(seconds=1)


def test_neither_number_nor_key_nor_url_is_logged_or_told(sms, letter, caplog):
    caplog.set_level(logging.DEBUG)
    transport = HttpTransport(sms.url + "?token=sesame", sms.look_up_url)
    letters = [letter(f"+15005550{number}") for number in ("422", "500", "901", "429")]
    answers = send(transport, *letters)
    transport.find(letters[0].message_id, letters[0].key)
    told = caplog.text + "".join(one.detail for one in answers if isinstance(one, NotSent))
    assert answers
    for secret in ("sesame", "+1500", letters[0].key, letters[0].message_id, sms.url):
        assert secret not in told


def test_a_provider_that_forgets_keys_takes_a_text_twice(tmp_path, letter):
    with SmsSink(tmp_path, has_keys=False) as forgetful:
        transport, one = HttpTransport(forgetful.url), letter("+12025550123")
        send(transport, one)
        send(transport, one)
        assert len(forgetful.texts()) == 2
