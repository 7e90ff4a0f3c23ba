"""Erasure: after customers/redact nothing of the person is left, and nothing brings them back but themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from facts_world import NOW, World
from own_history import (
    DOMAIN,
    PEOPLE,
    SHOP_ID,
    customer,
    email_consent,
    fulfilment,
    order,
    refund,
    scan,
    sms_consent,
    text,
)
from sealed_columns import everything_readable

from plugin.model import Base
from plugin.model.customer import Customer, Suppression
from plugin.model.inbox import InboxItem
from plugin.model.message import Code
from plugin.model.order import Order

DAY = timedelta(days=1)
ZEPHYRINE = replace(
    PEOPLE[0], id=7399999999999, first="Zephyrine", last="Quatrefoil", email="zephyrine.quatrefoil@mail.example.com",
    phone="+12025550177", birthday=f"1990-{NOW + 20 * DAY:%m-%d}",
)  # fmt: skip
CANARIES = ("zephyrine", "quatrefoil", "2025550177", "202-555-0177")
REDACT = {
    "shop_id": SHOP_ID, "shop_domain": DOMAIN, "orders_to_redact": [],
    "customer": {"id": ZEPHYRINE.id, "email": ZEPHYRINE.email, "phone": ZEPHYRINE.phone},
}  # fmt: skip


@pytest.fixture
def world(sqlite_database) -> World:
    return World(sqlite_database)


@pytest.fixture
def on_both(database) -> World:
    return World(database)


def _live(world: World, uses_codes: bool = False) -> None:
    """A month's worth of traces: an order that ran its course, a birthday code, a request, an unread delivery."""
    view = order(1, ZEPHYRINE, NOW, [1, 2])
    world.tell("customers/create", customer(ZEPHYRINE, NOW - DAY, NOW - DAY))
    world.tell("customers_email_marketing_consent/update", email_consent(ZEPHYRINE, "subscribed", NOW - DAY))
    world.tell("customers_marketing_consent/update", sms_consent(ZEPHYRINE, "subscribed", NOW - DAY))
    world.tell("orders/create", view)
    world.tell("fulfillments/create", fulfilment(1, view, NOW))
    world.tell("fulfillment_events/create", scan(1, NOW + DAY))
    world.tell("refunds/create", refund(2, view, NOW + 2 * DAY))
    world.after(25 * DAY)
    world.tell("orders/create", order(2, ZEPHYRINE, world.clock.now(), [3]))
    world.tell(
        "customers/data_request", {"shop_domain": DOMAIN, "customer": {"id": ZEPHYRINE.id}, "orders_requested": []}
    )
    second = order(2, ZEPHYRINE, world.clock.now(), [3])
    world.put("fulfillments/create", fulfilment(3, second, world.clock.now()))  # still waiting in the inbox
    used = [row.code for row in world.rows(Code) if uses_codes]
    world.tell("orders/updated", {**second, "discount_codes": [{"code": code} for code in used]})


@pytest.mark.parametrize("uses_codes", [False, True])
def test_erasure_leaves_no_canary(on_both: World, uses_codes: bool) -> None:
    world = on_both
    _live(world, uses_codes)
    codes = world.encore.platform.codes(world.shop_id)
    assert [code for code in codes if code.code.startswith("BDAYZEPHYRINE")]
    assert _found(world) >= {"zephyrine", "quatrefoil", "2025550177"}
    world.tell("customers/redact", REDACT)
    world.work()
    assert _found(world) == set()
    assert _in_files(world) == set()


def test_what_was_planned_for_the_erased_is_dropped_and_their_codes_are_voided(on_both: World) -> None:
    world = on_both
    _live(world)
    assert any(row["state"] in {"planned", "held"} for row in world.ledger())
    sent = len(world.letters)
    world.tell("customers/redact", REDACT)
    world.work()
    assert {row["state"] for row in world.ledger()} <= {"accepted", "suppressed", "cancelled", "expired"}
    assert {row["customer_id"] for row in world.ledger()} == {None}
    assert world.encore.platform.codes(world.shop_id) == []
    assert {(code.customer_id, code.code[:7]) for code in world.rows(Code)} <= {(0, "ERASED-")}
    world.after(60 * DAY)
    assert len(world.letters) == sent


def test_the_figures_of_an_erased_customer_stay(world: World) -> None:
    _live(world)
    world.tell("customers/redact", REDACT)
    assert [(row.total, row.customer_id) for row in world.rows(Order)] == [(4000, None), (2000, None)]


def test_an_address_that_must_not_be_written_to_stays_suppressed_after_erasure(world: World) -> None:
    _live(world)
    message = world.ledger(flow="thank_you", channel="email", state="accepted")[0]
    _bounce(world, message["id"])
    world.tell("customers/redact", REDACT)
    assert [row.channel for row in world.rows(Suppression)] == ["email"]
    world.after(DAY)
    again = replace(PEOPLE[1], email=ZEPHYRINE.email)
    world.tell("orders/create", order(9, again, world.clock.now(), [1]))
    world.work()
    assert {row["reason"] for row in world.ledger(about="order:5700000000009", channel="email")} == {"bounced"}


def test_erased_customer_not_reimported(on_both: World) -> None:
    world = on_both
    _live(world)
    world.tell("customers/redact", REDACT)
    sent = len(world.letters)
    late = world.clock.now() + DAY
    for topic, body in (
        ("customers/update", customer(ZEPHYRINE, NOW - DAY, late)),
        ("orders/updated", {**order(1, ZEPHYRINE, NOW, [1, 2]), "updated_at": text(late)}),
        ("orders/create", order(7, ZEPHYRINE, NOW - 3 * DAY, [1])),
        ("fulfillments/update", {**fulfilment(1, order(1, ZEPHYRINE, NOW, [1]), NOW), "updated_at": text(late)}),
        ("customers_email_marketing_consent/update", email_consent(ZEPHYRINE, "subscribed", late)),
    ):
        world.tell(topic, body)
    world.after(40 * DAY)
    assert world.rows(Customer) == []
    assert _found(world) == set()
    assert len(world.letters) == sent


def test_an_order_after_the_erasure_is_a_new_beginning(world: World) -> None:
    _live(world)
    world.tell("customers/redact", REDACT)
    world.after(DAY)
    now = world.clock.now()
    world.tell("orders/create", order(8, ZEPHYRINE, now, [1]))
    world.tell("customers/update", customer(ZEPHYRINE, NOW - DAY, now))
    world.work()
    assert [row.id for row in world.rows(Customer)] == [ZEPHYRINE.id]
    assert [row["state"] for row in world.ledger(about="order:5700000000008", flow="thank_you", channel="email")] == [
        "accepted"
    ]


def test_a_second_erasure_counts_from_its_own_day(world: World) -> None:
    _live(world)
    world.tell("customers/redact", REDACT)
    world.after(2 * DAY)
    second = order(8, ZEPHYRINE, world.clock.now() - DAY, [1])
    world.tell("orders/create", second)
    world.tell("customers/redact", REDACT)
    world.tell("orders/updated", {**second, "updated_at": text(world.clock.now())})
    assert world.rows(Customer) == []
    assert _found(world) == set()


def test_the_whole_chain_of_merged_accounts_is_erased(world: World) -> None:
    for one in PEOPLE[:3]:
        world.tell("customers/create", customer(one, NOW, NOW))
    for kept, gone in ((PEOPLE[1], PEOPLE[0]), (PEOPLE[2], PEOPLE[1])):
        ids = [f"gid://shopify/Customer/{one.id}" for one in (kept, gone)]
        names = ("admin_graphql_api_customer_kept_id", "admin_graphql_api_customer_deleted_id")
        world.tell("customers/merge", {**dict(zip(names, ids, strict=True)), "status": "completed"})
    world.tell("customers/redact", {**REDACT, "customer": {"id": PEOPLE[2].id}})
    assert world.rows(Customer) == []


def test_shop_redact(on_both: World) -> None:
    world = on_both
    other = world.add_shop("encore-other.myshopify.com", 88000000001)
    world.tell("customers/create", customer(PEOPLE[1], NOW, NOW), shop=other)
    _live(world)
    world.tell("shop/redact", {"shop_id": SHOP_ID, "shop_domain": DOMAIN})
    for table in Base.metadata.sorted_tables:
        if "shop_id" in table.c:
            with world.encore.database.engine.connect() as connection:
                left = {row.shop_id for row in connection.execute(table.select())}
            assert left <= {other.id}, table.name
    assert world.encore.shops.by_domain(DOMAIN) is None
    assert [row.id for row in world.rows(Customer, other.id)] == [PEOPLE[1].id]
    assert _in_files(world) == set()


def test_a_shop_that_comes_back_after_its_erasure_is_heard_again(world: World) -> None:
    world.encore.shops.door(DOMAIN)
    world.tell("shop/redact", {"shop_id": SHOP_ID, "shop_domain": DOMAIN})
    again = world.add_shop(DOMAIN, SHOP_ID)
    found = world.encore.shops.door(DOMAIN)
    assert found is not None
    assert found[0] == again.id
    world.tell("orders/create", order(1, PEOPLE[0], NOW, [1]), shop=again)
    assert len(world.rows(Order, again.id)) == 1


def test_bodies_that_have_been_worked_off_are_gone_after_an_erasure(world: World) -> None:
    _live(world)
    world.tell("customers/redact", REDACT)
    assert {row.body for row in world.rows(InboxItem)} == {None}


def _bounce(world: World, message_id: str) -> None:
    key = f"{world.shop.public_id}.{message_id}"
    said = {
        "id": "r1", "key": key, "event": "bounced", "at": text(world.clock.now()),
        "detail": f"550 5.1.1 <{ZEPHYRINE.email}> unknown",
    }  # fmt: skip
    world.tell("receipts/http", [said], source="provider")


def _found(world: World) -> set[str]:
    """Canaries in any column of any table, sealed columns opened."""
    read = "\n".join(everything_readable(world.encore, world.shop)).casefold()
    return {canary for canary in CANARIES if canary in read}


def _in_files(world: World) -> set[str]:
    """Canaries in the database's own files, its log of writes included."""
    database = world.encore.database
    if not database.is_sqlite:
        return set()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    folder = Path(database.url.database).parent
    bytes_ = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file()).lower()
    return {canary for canary in CANARIES if canary.encode() in bytes_}
