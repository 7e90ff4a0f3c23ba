"""What providers report: by whose word, for which shop, and what it means."""

import contextlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webhooks_world import NOW, RECEIPT_SECRET

from plugin.errors import BadPayload
from plugin.events import MessageReported, TextReceived
from plugin.inbox import open_body
from plugin.receipts import PROVIDERS, parse_receipts
from webhooks.receipt_door import Receipts


def report(shop: str, event: str = "delivered", **more) -> bytes:
    return json.dumps({"key": f"{shop}.abc123", "event": event, **more}).encode()


@pytest.mark.parametrize("provider", ["http", "smtp"])
def test_a_receipt_is_stored_for_the_shop_whose_key_it_names(door, provider):
    body = report(door.shop.public_id)
    assert door.receipt(body, provider) == 200
    assert door.woken == ["inbox"]
    (row,) = door.rows()
    assert (row.source, row.topic, row.delivery_key) == ("provider", f"receipts/{provider}", row.body_hash)
    assert open_body(door.shop.keys, row) == body


def test_the_same_receipt_twice_is_one_row(door):
    body = report(door.shop.public_id)
    assert [door.receipt(body), door.receipt(body)] == [200, 200]
    assert len(door.rows()) == 1


def test_a_form_is_stored_like_json(door):
    body = urlencode({"key": f"{door.shop.public_id}.k", "event": "bounce"}).encode()
    assert door.receipt(body) == 200
    assert open_body(door.shop.keys, door.rows()[0]) == body


def test_a_text_goes_to_the_shop_it_names(door):
    body = json.dumps({"type": "sms", "shop": door.shop.public_id, "from": "+12025550123", "text": "STOP"}).encode()
    assert door.receipt(body) == 200
    assert len(door.rows()) == 1


def test_of_a_mixed_report_each_shop_gets_only_its_own_part(door):
    other = door.shops.add("other.myshopify.com", now=NOW)
    mine, theirs = json.loads(report(door.shop.public_id)), json.loads(report(other.public_id, "bounce"))
    assert door.receipt(json.dumps([mine, theirs]).encode()) == 200
    (row,) = door.rows()
    assert json.loads(open_body(door.shop.keys, row)) == [mine]


@pytest.mark.parametrize("signature", [None, "", "0" * 64, "é"])
def test_a_forged_receipt_is_401_and_leaves_nothing(door, signature):
    assert door.receipt(report(door.shop.public_id), **{"X-Signature": signature}) == 401
    assert (door.rows(), door.rejected(), door.woken) == ([], [], [])


def test_without_a_secret_no_receipt_is_accepted(door):
    settings = replace(door.settings, receipt_secret="")
    door.app = Receipts(settings, door.shops, door.inbox, door.clock, door.woken.append)
    body = report(door.shop.public_id)
    assert door.receipt(body, **{"X-Signature": hmac.digest(b"", body, "sha256").hex()}) == 401
    assert door.receipt(body) == 401


@pytest.mark.parametrize(
    "body",
    [
        report("0badc0de"),
        report(""),
        report("é"),
        json.dumps({"event": "delivered"}).encode(),
        json.dumps({"type": "sms", "shop": 7, "from": "+1", "text": "x"}).encode(),
        b"",
        b"{",
        b"[]",
        b"[1]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_receipt_for_no_shop_of_ours_is_noted(door, body):
    assert door.receipt(body) == 200
    assert door.rows() == []
    assert len(door.rejected()) == 1


@pytest.mark.parametrize("path", ["/receipts/", "/receipts/other", "/receipts/http/", "/receipts/http/x"])
def test_an_unknown_provider_is_404(door, path):
    signature = hmac.digest(RECEIPT_SECRET.encode(), b"{}", "sha256").hex()
    assert door.ask(path, b"{}", {"X-Signature": signature}) == 404


def test_a_get_is_405(door):
    assert door.ask("/receipts/http", b"", {}, REQUEST_METHOD="GET") == 405


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("delivered", "delivered"),
        ("bounce", "bounced"),
        ("hard_bounce", "bounced"),
        ("soft_bounce", "failed"),
        ("complaint", "complained"),
        ("opted_out", "opted_out"),
        ("failed", "failed"),
        ("Delivered", "delivered"),
    ],
)
@pytest.mark.parametrize("provider", ["http", "smtp"])
def test_each_word_has_one_meaning(provider, word, kind):
    (event,) = parse_receipts(provider, report("shop", word, id="e1", detail="550 no such user"), NOW)
    assert event == MessageReported(provider, "e1", "shop.abc123", kind, NOW, "550 no such user")


def test_words_that_are_no_news_say_nothing():
    assert parse_receipts("http", report("shop", "queued"), NOW) == ()


def test_a_list_is_read_in_order_and_an_id_is_made_where_none_is_given():
    body = json.dumps([{"key": "s.1", "event": "delivered"}, {"key": "s.2", "event": "failed"}]).encode()
    first, second = parse_receipts("http", body, NOW)
    assert (first.key, second.key) == ("s.1", "s.2")
    assert first.provider_event_id != second.provider_event_id
    assert parse_receipts("http", body, NOW) == (first, second)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20T15:00:00Z", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        (1795186800, datetime.fromtimestamp(1795186800, UTC)),
        ("2031-01-01T00:00:00Z", NOW),
        ("soon", NOW),
        (1e300, NOW),
        (None, NOW),
        ([], NOW),
    ],
)
def test_the_time_of_a_report_is_never_in_the_future(at, expected):
    (event,) = parse_receipts("http", report("shop", at=at), NOW)
    assert event.at == expected


def test_a_text_is_read():
    body = json.dumps({"type": "sms", "shop": "s", "from": "+12025550123", "text": " STOP "}).encode()
    assert parse_receipts("http", body, NOW) == (TextReceived("+12025550123", "STOP", NOW),)


@pytest.mark.parametrize(
    "body",
    [
        b'{"event":"delivered"}',
        b'{"key":"s.1"}',
        b'{"key":"s.1","event":"exploded"}',
        b'{"key":7,"event":"delivered"}',
        b'{"type":"sms","shop":"s","text":"x"}',
        b"not a report",
        b"[[]]",
    ],
)
def test_what_cannot_be_read_is_a_bad_payload(body):
    with pytest.raises(BadPayload):
        parse_receipts("http", body, NOW)


def test_an_unknown_provider_is_a_bad_payload():
    with pytest.raises(BadPayload, match="nobody"):
        parse_receipts("nobody", report("s"), NOW)


@given(body=st.binary(max_size=200), provider=st.sampled_from(sorted(PROVIDERS)))
def test_any_bytes_are_read_or_refused(body, provider):
    with contextlib.suppress(BadPayload):
        assert isinstance(parse_receipts(provider, body, NOW), tuple)


def answered(shop: str, **headers: str) -> bytes:
    told = {"From": "ada@example.com", "To": f"reply+{'ab' * 16}.{shop}@in.example.com", "Message-ID": "<1@there>"}
    return ("\r\n".join(f"{name}: {value}" for name, value in (told | headers).items()) + "\r\n\r\nHello").encode()


def test_a_mail_goes_to_the_shop_whose_message_it_answers_once(door):
    body, again = answered(door.shop.public_id), answered(door.shop.public_id, Received="by another way")
    assert [door.receipt(body, "mail"), door.receipt(again, "mail")] == [200, 200]
    (row,) = door.rows()
    assert (row.source, row.topic, open_body(door.shop.keys, row)) == ("provider", "receipts/mail", body)


@pytest.mark.parametrize("shop", ["ffffffff", "nobody"])
def test_a_mail_that_answers_nothing_of_ours_is_noted_with_its_reason(door, shop):
    assert door.receipt(answered(shop), "mail") == 200
    assert door.rows() == []
    assert [row.reason for row in door.rejected()] == [
        "unknown shop" if shop == "ffffffff" else "answers no message of ours"
    ]


def test_a_mail_without_our_signature_is_refused(door):
    assert door.receipt(answered(door.shop.public_id), "mail", **{"X-Signature": "00"}) == 401
    assert door.rows() == []
