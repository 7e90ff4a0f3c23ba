"""Log lines hold no person and no secret, whatever happens."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from facts_world import NOW, World
from own_history import DOMAIN, PEOPLE, SHOP_ID, customer, email_consent, fulfilment, order, sms_consent

from plugin.channels.transport import Answer
from plugin.log import configure

DAY = timedelta(days=1)
WHO = replace(
    PEOPLE[0], id=7399999999999, first="Zephyrine", last="Quatrefoil", email="zephyrine.quatrefoil@mail.example.com",
    phone="+12025550177",
)  # fmt: skip
TOKEN = "shpat_0123456789abcdef0123456789abcdef"
CANARIES = ("zephyrine", "quatrefoil", "2025550177", TOKEN, "authenticate?key", "hello-secret", "hmac=")


@pytest.fixture
def written(capsys) -> io.StringIO:
    """All that structlog and the standard library write, as the operator would see it."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    before = structlog.get_config()
    configure("json")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    yield stream
    structlog.configure(**before)
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_secret_or_person_in_logs(sqlite_database, written: io.StringIO, monkeypatch) -> None:
    world = World(sqlite_database)
    world.encore.shops.change(world.shop_id, token=world.shop.keys.seal("shop.token", world.shop_id, TOKEN))
    view = order(1, WHO, NOW, [1])
    world.tell("customers/create", customer(WHO, NOW - DAY, NOW - DAY))
    world.tell("customers_email_marketing_consent/update", email_consent(WHO, "subscribed", NOW - DAY))
    world.tell("customers_marketing_consent/update", sms_consent(WHO, "subscribed", NOW - DAY))
    world.tell("orders/create", view)
    world.tell("fulfillments/create", fulfilment(1, view, NOW))
    _trouble(world, monkeypatch, view)
    world.after(60 * DAY)
    world.tell("customers/redact", {"shop_domain": DOMAIN, "customer": {"id": WHO.id, "email": WHO.email}})
    world.tell("app/uninstalled", {"id": SHOP_ID, "myshopify_domain": DOMAIN})
    text = written.getvalue().casefold()
    assert "inbox item rejected" in text
    assert "inbox item failed" in text
    assert [canary for canary in CANARIES if canary in text] == []


def _trouble(world: World, monkeypatch, view: dict) -> None:
    """Bodies that are nonsense, of another shop, or that make our own code fail."""
    world.tell("orders/create", {**view, "total_price": f"{WHO.email} {WHO.phone}", "id": 5})
    world.tell("orders/create", {**view, "id": f"{WHO.last}"})
    world.tell("orders/create", b'{"email": "' + WHO.email.encode())
    world.tell("app/uninstalled", {"id": 1, "myshopify_domain": "other.myshopify.com", "email": WHO.email})
    with monkeypatch.context() as patched:
        patched.setattr("plugin.stages.inbox.project", _fails)
        world.tell("orders/create", {**view, "id": 6})


def _fails(_work, event) -> Answer:
    raise ValueError(f"cannot take in {event!r}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", WHO.email), ("to", WHO.phone), ("name", WHO.first), ("token", TOKEN), ("hmac", "hello-secret"),
        ("why", f"550 <{WHO.email}> unknown"), ("url", "https://x.example/s/u?token=hello-secret"),
        ("said", f"call {WHO.phone} now"), ("header", f"X-Shopify-Access-Token: {TOKEN}"),
    ],
)  # fmt: skip
def test_a_careless_line_is_masked(written: io.StringIO, field: str, value: str) -> None:
    structlog.get_logger().info("careless", **{field: value})
    text = written.getvalue().casefold()
    assert "careless" in text
    assert [canary for canary in CANARIES if canary in text] == []


def test_a_line_break_in_a_value_does_not_make_a_second_line(written: io.StringIO) -> None:
    structlog.get_logger().info("odd", reason="one\n2026-11-20 ERROR root password=hunter2")
    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["event"] == "odd"
