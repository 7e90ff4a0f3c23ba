from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry

from plugin.clock import SpunClock
from plugin.config import ShopSettings
from plugin.gauges import TableGauges
from plugin.model.customer import ConsentTelling
from plugin.model.inbox import InboxItem
from plugin.model.message import Breaker, Message
from plugin.model.shop import RejectedDelivery
from plugin.model.watermark import Watermark
from plugin.shops import Shops
from plugin.vault import KeyRing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def message(shop_id, id, state, wake_at=None):
    return Message(
        shop_id=shop_id, id=id, flow="thank_you", step=0, channel="email", purpose="service", rank=0, about="order:1",
        plan_key=id, dedupe_key=id, state=state, version=1, chain="", planned_at=NOON, due_at=NOON, useful_until=NOON,
        wake_at=wake_at, time_zone="UTC", product_ids=[], line_ids=[], trace=[],
    )  # fmt: skip


def item(shop_id, key, state, received_at, wake_at, topic="orders/paid"):
    return InboxItem(
        shop_id=shop_id, source="platform", topic=topic, delivery_key=key, triggered_at=received_at,
        received_at=received_at, body=b"", body_hash="", state=state, wake_at=wake_at,
    )  # fmt: skip


def refused(topic, days):
    return RejectedDelivery(
        source="provider", topic=topic, reason="unknown shop", body_hash="", received_at=NOON - timedelta(days=days)
    )


def test_ages_and_counts_are_read_over_all_shops(database):
    shops = Shops(database, KeyRing((bytes(32),)), ShopSettings())
    clock = SpunClock(NOON)
    registry = CollectorRegistry()
    registry.register(TableGauges(database, clock))
    read = registry.get_sample_value
    for name in (
        "inbox_lag_seconds",
        "due_lag_seconds",
        "unknown_open",
        "breaker_open",
        "redact_age_seconds",
        "consent_lag_seconds",
        "reconcile_missing_total",
    ):
        assert read(name) == 0
    later = NOON + timedelta(minutes=5)  # an erasure that failed, and will be tried again
    for name in ("pots", "pans"):
        shop_id = shops.add(f"{name}.myshopify.com", now=NOON).id
        with database.write(shop_id) as session:
            session.add_all(
                [
                    message(shop_id, "a", "unknown"),
                    ConsentTelling(
                        shop_id=shop_id,
                        customer_id=7,
                        channel="email",
                        version=1,
                        tries=0,
                        due_at=NOON + timedelta(minutes=4),
                        since=NOON - timedelta(minutes=2),
                    ),
                    Watermark(shop_id=shop_id, kind="orders", read_until=NOON, wake_at=NOON, missing_total=3),
                    message(shop_id, "b", "planned", NOON - timedelta(seconds=30)),
                    message(shop_id, "c", "planned", NOON + timedelta(seconds=30)),
                    message(shop_id, "d", "held", NOON - timedelta(days=1)),
                    item(shop_id, "1", "waiting", NOON - timedelta(seconds=8), NOON),
                    item(shop_id, "2", "done", NOON - timedelta(days=1), None),
                    Breaker(shop_id=shop_id, provider="smtp", opens_at=NOON + timedelta(minutes=5), recent="--"),
                    item(shop_id, "3", "waiting", NOON - timedelta(hours=1), later, "customers/redact"),
                    item(shop_id, "4", "done", NOON - timedelta(days=1), None, "customers/redact"),
                ]
            )
    with database.write_registry() as session:
        session.add_all([refused("receipts/mail", 6), refused("receipts/mail", 8), refused("receipts/http", 1)])
    assert read("mail_refused") == 1
    assert read("messages", {"state": "planned", "class": "service"}) == 4
    assert read("unknown_open") == 2
    assert read("reconcile_missing_total") == 6
    assert read("breaker_open") == 2
    assert read("inbox_lag_seconds") == 8
    assert read("due_lag_seconds") == 30
    assert read("redact_age_seconds") == 3600
    assert read("consent_lag_seconds") == 120
