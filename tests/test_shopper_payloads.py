import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import BadPayload
from plugin.events import Channel, LinkClicked, ReviewWritten, Unsubscribed, Written
from plugin.shopper_payloads import TEXT_LIMIT, parse, shortened

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read(topic, **body):
    return parse(f"shopper/{topic}", json.dumps({"message_id": "m1", **body}).encode(), AT)


def item(**fields):
    return {"line": 51, "stars": 5, "title": "", "text": "", **fields}


def test_leaving_and_coming_back():
    assert read("unsubscribed", channel="sms") == (Unsubscribed("m1", Channel.SMS, AT),)
    assert read("unsubscribed", channel="email", resubscribed=True) == (Unsubscribed("m1", Channel.EMAIL, AT, True),)


def test_only_the_named_channels_change():
    assert read("preferences", sms=False) == (Unsubscribed("m1", Channel.SMS, AT),)
    assert read("preferences", email=True, sms=False) == (
        Unsubscribed("m1", Channel.EMAIL, AT, resubscribed=True),
        Unsubscribed("m1", Channel.SMS, AT),
    )
    assert read("preferences") == ()


def test_a_click():
    assert read("clicked", link=0) == (LinkClicked("m1", 0, AT),)


def test_a_review_is_cleaned():
    events = read("review", items=[item(title=" a\nb ", text="x\r\ny\x00 ")])
    assert events == (ReviewWritten("m1", AT, (Written(51, 5, "a b", "x\ny"),)),)


def test_too_long_a_text_is_cut_after_a_sentence():
    text = "One sentence. " * 400
    (event,) = read("review", items=[item(text=text)])
    kept = event.items[0].text
    assert len(kept) <= TEXT_LIMIT
    assert kept.endswith("sentence.")
    assert text.startswith(kept)


@given(st.text(), st.integers(1, 60))
def test_a_shortened_text_is_a_beginning_of_it(text, limit):
    kept = shortened(text, limit)
    assert len(kept) <= limit
    assert text.startswith(kept)
    assert kept == text or len(text) > limit


@pytest.mark.parametrize(
    "bad",
    [
        {"stars": 0}, {"stars": 6}, {"stars": True}, {"stars": 4.5}, {"stars": "5"}, {"stars": None},
        {"line": "51"}, {"line": 0}, {"line": -1}, {"line": 1.5}, {"line": None}, {"text": 1}, {"product": 1},
    ],
)  # fmt: skip
def test_nonsense_in_a_review_is_refused(bad):
    with pytest.raises(BadPayload):
        read("review", items=[item(**bad)])


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("review", {"items": []}),
        ("review", {}),
        ("review", {"items": [item(), item()]}),
        ("unsubscribed", {"channel": "fax"}),
        ("unsubscribed", {}),
        ("unsubscribed", {"channel": "email", "message_id": ""}),
        ("preferences", {"email": "on"}),
        ("clicked", {"link": -1}),
        ("clicked", {"link": "0"}),
        ("danced", {}),
    ],
)
def test_nonsense_is_refused(topic, body):
    with pytest.raises(BadPayload):
        read(topic, **body)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"message_id": "\xff"}'])
def test_what_is_no_json_object_is_refused(body):
    for topic in ("unsubscribed", "preferences", "clicked", "review"):
        with pytest.raises(BadPayload):
            parse(f"shopper/{topic}", body, AT)
