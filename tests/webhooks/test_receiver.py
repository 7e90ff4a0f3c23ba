"""What the door answers, and what it leaves behind."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete
from webhooks_world import DOMAIN, NOW, OLD_SECRET, Door, sign, webhook_headers

from plugin.errors import UndecryptableError
from plugin.inbox import StoreBusy, open_body
from plugin.model.inbox import InboxState
from plugin.model.shop import Shop
from webhooks.gate import front
from webhooks.receiver import Receiver, triggered_at

BODY = b'{"id":5700000000001,"name":"#1001","total_price":"20.00"}'
FIVE_MIB = 5 * 1024 * 1024


def test_a_webhook_is_stored_sealed_and_the_inbox_woken(door):
    assert door.post(BODY) == 200
    assert door.answer_body == b""
    assert door.woken == ["inbox"]
    (row,) = door.rows()
    assert (row.source, row.topic, row.delivery_key, row.event_id) == (
        "platform", "orders/create", "delivery-1", "event-1",
    )  # fmt: skip
    assert row.triggered_at == datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)
    assert (row.received_at, row.wake_at, row.state, row.attempts) == (NOW, NOW, InboxState.WAITING, 0)
    assert b"1001" not in row.body
    assert open_body(door.shop.keys, row) == BODY


def test_the_newer_header_names_work_alone(door):
    headers = dict.fromkeys(webhook_headers(BODY))
    newer = {name.removeprefix("X-"): value for name, value in webhook_headers(BODY).items()}
    assert door.post(BODY, {**headers, **newer}) == 200
    assert door.rows()[0].delivery_key == "delivery-1"


def test_the_previous_secret_still_opens_the_door(door):
    assert door.post(BODY, {"X-Shopify-Hmac-Sha256": sign(BODY, OLD_SECRET)}) == 200
    assert len(door.rows()) == 1


def test_a_duplicate_is_answered_200_and_changes_nothing(door):
    assert door.post(BODY) == 200
    door.clock.move_by(timedelta(hours=1))
    assert door.post(BODY) == 200
    assert [row.received_at for row in door.rows()] == [NOW]


def test_the_same_id_under_another_topic_is_another_delivery(door):
    assert door.post(BODY) == 200
    assert door.post(BODY, {"X-Shopify-Topic": "orders/updated"}) == 200
    assert len(door.rows()) == 2


@pytest.mark.parametrize("webhook_id", [None, "", "x" * 256, "é"])
def test_without_a_usable_id_the_body_is_the_delivery(door, webhook_id):
    assert door.post(BODY, {"X-Shopify-Webhook-Id": webhook_id}) == 200
    assert door.post(BODY, {"X-Shopify-Webhook-Id": webhook_id}) == 200
    (row,) = door.rows()
    assert row.delivery_key == row.body_hash


def test_a_row_does_not_open_as_another_row(door):
    door.post(BODY)
    row = door.rows()[0]
    row.delivery_key = "delivery-2"
    with pytest.raises(UndecryptableError, match="does not belong to this row"):
        open_body(door.shop.keys, row)


@pytest.mark.parametrize(
    "hmac_header",
    [
        None,
        "",
        "éééé",
        "nonsense",
        sign(BODY, "another-secret"),
        sign(BODY + b" "),
        sign(BODY).rstrip("="),
        sign(BODY) + "," + sign(BODY),
        sign(BODY) + ", AAAA",
        "AAAA, " + sign(BODY),
    ],
)
def test_forged_webhooks_401_no_row(door, hmac_header):
    assert door.post(BODY, {"X-Shopify-Hmac-Sha256": hmac_header}) == 401
    assert door.answer_body == b""
    assert (door.rows(), door.rejected(), door.woken) == ([], [], [])


def test_a_missing_shop_is_401(door):
    assert door.post(BODY, {"X-Shopify-Shop-Domain": None}) == 401
    assert (door.rows(), door.rejected()) == ([], [])


@pytest.mark.parametrize("topic", [None, "", "t" * 256])
def test_a_missing_topic_is_noted_without_its_body(door, topic):
    assert door.post(BODY, {"X-Shopify-Topic": topic}) == 200
    assert door.rows() == []
    (noted,) = door.rejected()
    assert noted.reason == "topic missing or unusable"


@pytest.mark.parametrize(
    "domain",
    [
        "not-installed.myshopify.com",
        DOMAIN + ".evil.example",
        "evil.example",
        f"{DOMAIN}, {DOMAIN}",
        "../" + DOMAIN,
        "x" * 5000 + ".myshopify.com",
        "é.myshopify.com",
    ],
)
def test_a_shop_that_is_not_ours_is_noted_and_touched_by_nothing(door, domain):
    assert door.post(BODY, {"X-Shopify-Shop-Domain": domain}) == 200
    assert (door.rows(), door.woken) == ([], [])
    (noted,) = door.rejected()
    assert (noted.reason, noted.topic, noted.received_at) == ("unknown shop", "orders/create", NOW)
    assert len(door.shops.all()) == 1


def test_the_domain_may_be_written_in_capitals(door):
    assert door.post(BODY, {"X-Shopify-Shop-Domain": DOMAIN.upper()}) == 200
    assert len(door.rows()) == 1


def test_a_shop_erased_under_a_webhook_is_noted(door):
    assert door.post(BODY) == 200  # the door now remembers the shop
    with door.database.write_registry() as session:
        session.execute(delete(Shop))
    assert door.post(BODY, {"X-Shopify-Webhook-Id": "delivery-2"}) == 200
    assert [noted.reason for noted in door.rejected()] == ["shop erased"]


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe\0", b"null"])
def test_signed_bytes_that_are_not_json_are_stored_like_any_other(door, body):
    assert door.post(body) == 200
    assert open_body(door.shop.keys, door.rows()[0]) == body


def test_an_unknown_topic_is_stored(door):
    assert door.post(BODY, {"X-Shopify-Topic": "metaobjects/exploded"}) == 200
    assert door.rows()[0].topic == "metaobjects/exploded"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_405(door, method):
    assert door.post(BODY, REQUEST_METHOD=method) == 405
    assert door.answered[1]["Allow"] == "POST"
    assert door.rows() == []


@pytest.mark.parametrize("path", ["/", "/webhooks/", "/webhooks/x", "/Webhooks", "/app"])
def test_every_other_path_goes_to_flask(door, path):
    assert door.ask(path, BODY, webhook_headers(BODY)) == 404
    assert door.answer_body == b"flask"


class TestSizes:
    def test_five_mib_are_stored(self, door):
        assert door.post(b"x" * FIVE_MIB) == 200
        assert len(open_body(door.shop.keys, door.rows()[0])) == FIVE_MIB

    def test_more_is_413_without_reading(self, door):
        class Untouchable:
            def read(self, _size):
                raise AssertionError("a body that is too large must not be read")

        body = b"x"
        assert door.post(body, CONTENT_LENGTH=str(FIVE_MIB + 1), **{"wsgi.input": Untouchable()}) == 413
        assert door.post(body, CONTENT_LENGTH="9" * 5000, **{"wsgi.input": Untouchable()}) == 413

    def test_an_open_ended_body_may_not_grow_beyond_it(self, door):
        ended = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
        assert door.post(b"x" * (FIVE_MIB + 1), **ended) == 413
        assert door.post(b"x" * FIVE_MIB, **ended) == 200
        assert len(door.rows()) == 1

    def test_without_a_length_or_an_end_nothing_is_read(self, door):
        assert door.post(BODY, CONTENT_LENGTH="") == 401

    @pytest.mark.parametrize("length", ["-1", "1e3", "abc", "٣", "0x10", "+5"])
    def test_a_length_that_is_none_is_400(self, door, length):
        assert door.post(BODY, CONTENT_LENGTH=length) == 400

    def test_a_body_shorter_than_announced_is_400(self, door):
        assert door.post(BODY, CONTENT_LENGTH=str(len(BODY) + 1)) == 400
        assert door.rows() == []

    def test_a_body_longer_than_announced_is_401(self, door):
        assert door.post(BODY, CONTENT_LENGTH=str(len(BODY) - 1)) == 401
        assert door.rows() == []

    def test_a_body_in_small_pieces_is_put_together(self, door):
        class Dripping(io.BytesIO):
            def read(self, size=-1):
                return super().read(min(size, 7))

        assert door.post(BODY, **{"wsgi.input": Dripping(BODY)}) == 200
        assert open_body(door.shop.keys, door.rows()[0]) == BODY

    def test_a_sender_who_hangs_up_is_400(self, door):
        class Broken:
            def read(self, _size):
                raise ConnectionResetError

        assert door.post(BODY, **{"wsgi.input": Broken()}) == 400
        assert door.rows() == []


def test_a_busy_store_is_503_and_says_when_to_come_again(sqlite_database, ring):
    class Full:
        def put(self, incoming):
            raise StoreBusy("disk full")

    door = Door(sqlite_database, ring, inbox=Full())
    assert door.post(BODY) == 503
    assert door.answered[1]["Retry-After"] == "10"
    assert door.woken == []


def test_the_inbox_is_woken_only_after_the_row_is_there(door):
    seen = []
    receiver = Receiver(
        door.settings, door.shops, door.inbox, door.clock, lambda stage: seen.append((stage, len(door.rows())))
    )
    door.app = front(door.app, receiver, door.app, door.app)
    assert door.post(BODY) == 200
    assert seen == [("inbox", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, NOW),
        ("", NOW),
        ("yesterday", NOW),
        ("2026-11-20T15:00:00Z", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("2026-11-20T15:00:00.123456789Z", datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-20T10:00:00-05:00", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("2026-11-20T15:00:00", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("2027-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("9999-12-31T23:59:59-14:00", NOW),
    ],
)
def test_triggered_at_is_read_leniently_and_never_in_the_future(text, expected):
    assert triggered_at(text, NOW) == expected
