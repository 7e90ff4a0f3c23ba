"""Whatever arrives, a body becomes events or a BadPayload, and the reason never repeats what was in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.errors import BadPayload
from plugin.platform.payloads import READERS, parse

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["2026-11-20T10:00:00", "0001-01-01T00:00:00+14:00", "-1", "gid://shopify/Order/1", 2**63, "\0"]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def is_read_or_refused(topic: str, body: bytes) -> bool:
    """Anything but a BadPayload comes through and fails the test."""
    try:
        return isinstance(parse(topic, body, triggered_at=NOW), tuple)
    except BadPayload as refused:
        return bool(str(refused))


@pytest.mark.parametrize("topic", [*sorted(READERS), "carts/create", "something/new"])
@pytest.mark.parametrize(
    "body",
    [
        b"", b"nope", b"\xff", b'{"id": 57', b'{"id":1,"name":"\\ud800"}', b'{"id":1,"name":"\\udfff"}',
        b'{"id":' + b"[" * 100_000, b'{"x":' * 100_000, b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_bytes_that_are_not_json_are_refused_on_every_topic(topic, body):
    with pytest.raises(BadPayload):
        parse(topic, body, triggered_at=NOW)


@pytest.mark.parametrize("topic", sorted(READERS))
@pytest.mark.parametrize("body", [b"null", b"[]", b"7", b'"text"'])
def test_json_that_is_no_object_is_refused(topic, body):
    with pytest.raises(BadPayload):
        parse(topic, body, triggered_at=NOW)


@pytest.mark.parametrize("topic", ["carts/create", "customers_whats_app_marketing_consent/update", "something/new"])
def test_a_topic_that_nothing_reads_gives_nothing(topic):
    assert parse(topic, b'{"id": 1}', triggered_at=NOW) == ()


def test_a_text_that_is_not_utf8_is_refused():
    with pytest.raises(BadPayload, match="not valid UTF-8"):
        parse("customers/update", b'{"id":1,"first_name":"Ad\xff"}', triggered_at=NOW)


def test_an_id_of_five_thousand_digits_is_refused():
    with pytest.raises(BadPayload):
        parse("orders/delete", b'{"id":' + b"1" * 5000 + b"}", triggered_at=NOW)


@pytest.mark.parametrize("field", ["id", "created_at", "total_price", "currency", "line_items", "customer"])
def test_a_reason_never_repeats_the_value(an_order, field):
    body = json.dumps(an_order(**{field: "ada@example.com"})).encode()
    with pytest.raises(BadPayload) as refused:
        parse("orders/create", body, triggered_at=NOW)
    assert "ada" not in str(refused.value)


@settings(deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=200))
def test_arbitrary_bytes_give_events_or_a_reason(topic, body):
    assert is_read_or_refused(topic, body)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(READERS)),
    st.dictionaries(st.sampled_from(["id", "order_id", "customer", "variants"]), VALUES),
)
def test_arbitrary_objects_give_events_or_a_reason(topic, body):
    assert is_read_or_refused(topic, json.dumps(body).encode())


def paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The way to every value inside."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        items = []
    return [way for key, inner in items for way in [(*path, key), *paths(inner, (*path, key))]]


@settings(
    deadline=None,
    max_examples=400,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_an_order_with_anything_anywhere_gives_events_or_a_reason(an_order, data):
    body = an_order()
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(paths(body)))
        inside = body
        for key in way:
            inside = inside[key]
        inside[last] = data.draw(VALUES)
    assert is_read_or_refused(
        data.draw(st.sampled_from(["orders/create", "orders/paid", "orders/updated"])), json.dumps(body).encode()
    )
