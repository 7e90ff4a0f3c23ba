"""What is kept is sealed to its place, handed out whole when asked for, and let go in time."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from facts_world import NOW, World
from own_history import DOMAIN, PEOPLE, customer, email_consent, fulfilment, order, sms_consent
from sealed_columns import BOUND_TO, everything_readable, sealed_columns
from sqlalchemy import select, update

from plugin.errors import UndecryptableError
from plugin.inbox import open_body
from plugin.model import Base
from plugin.model.customer import Customer, PrivacyRequest
from plugin.model.inbox import InboxItem
from plugin.model.message import Message, MessageEvent
from plugin.stages.prune import drain as prune

ADA, BO = PEOPLE[:2]
DAY = timedelta(days=1)


@pytest.fixture
def world(sqlite_database) -> World:
    return World(sqlite_database)


@pytest.fixture
def on_both(database) -> World:
    return World(database)


def _live(world: World) -> None:
    for who in (ADA, BO):
        world.tell("customers/create", customer(who, NOW - DAY, NOW - DAY))
        world.tell("customers_email_marketing_consent/update", email_consent(who, "subscribed", NOW - DAY))
    world.tell("customers_marketing_consent/update", sms_consent(ADA, "subscribed", NOW - DAY))
    view = order(1, ADA, NOW, [1])
    world.tell("orders/create", view)
    world.tell("fulfillments/create", fulfilment(1, view, NOW))
    world.after(22 * DAY)


def test_every_sealed_column_is_known_and_opens_where_it_lies(world: World) -> None:
    assert {name for name, _ in sealed_columns()} == set(BOUND_TO)
    _live(world)
    read = "\n".join(everything_readable(world.encore, world.shop))
    assert ADA.email in read
    assert ADA.last in read


def test_ciphertext_bound_to_row(world: World) -> None:
    """A sealed value moved to another row, column or shop does not open."""
    _live(world)
    keys = world.shop.keys
    other = world.add_shop("encore-other.myshopify.com", 88000000001).keys
    ada, bo = sorted(world.rows(Customer), key=lambda row: row.id)
    assert keys.open("customer.email", ada.id, ada.email) == ADA.email
    for where in (("customer.email", bo.id), ("customer.phone", ada.id), ("orders.email", ada.id)):
        with pytest.raises(UndecryptableError):
            keys.open(*where, ada.email)
    with pytest.raises(UndecryptableError):
        other.open("customer.email", ada.id, ada.email)


def test_swapped_rows_are_noticed_when_they_are_read(world: World) -> None:
    _live(world)
    with world.encore.database.write(world.shop_id) as session:
        stolen = session.scalar(
            select(Customer.email).where(Customer.shop_id == world.shop_id, Customer.id == ADA.id)
        )
        session.execute(
            update(Customer).where(Customer.shop_id == world.shop_id, Customer.id == BO.id).values(email=stolen)
        )
        first, second = session.scalars(
            select(InboxItem).where(InboxItem.shop_id == world.shop_id).order_by(InboxItem.id).limit(2)
        )
        session.execute(
            update(InboxItem)
            .where(InboxItem.shop_id == world.shop_id, InboxItem.id == second.id)
            .values(body=first.body)
        )
    with pytest.raises(UndecryptableError):
        list(everything_readable(world.encore, world.shop))
    with pytest.raises(UndecryptableError):
        open_body(world.shop.keys, next(row for row in world.rows(InboxItem) if row.id == second.id))


def test_a_data_request_gives_the_merchant_all_that_we_hold(world: World) -> None:
    _live(world)
    asked = {"shop_domain": DOMAIN, "customer": {"id": ADA.id, "email": ADA.email}, "orders_requested": []}
    world.tell("customers/data_request", asked)
    (request,) = world.rows(PrivacyRequest)
    assert request.done_at is None  # the merchant has not fetched it yet
    held = msgspec.json.decode(world.shop.keys.open_bytes("privacy_request.export", request.id, request.export))
    (who,) = held["customers"]
    assert (who["email"], who["phone"], who["first_name"], who["last_name"]) == (
        ADA.email,
        ADA.phone,
        ADA.first,
        ADA.last,
    )
    assert who["birthday"] == ADA.birthday[5:]
    assert [one["name"] for one in held["orders"]] == ["#1001"]
    accepted = world.ledger(customer_id=ADA.id, state="accepted")
    assert sorted(one["text"] for one in held["messages"] if one["text"]) == sorted(row["text"] for row in accepted)
    assert {one["code"] for one in held["codes"]} == {row["code"] for row in accepted if row["code"]}
    assert {one["channel"] for one in held["consent"]} == {"email", "sms"}
    assert BO.email not in msgspec.json.encode(held).decode()


def test_a_data_request_of_nobody_we_know_is_answered_with_nothing(world: World) -> None:
    world.tell("customers/data_request", {"shop_domain": DOMAIN, "customer": {"id": 1}, "orders_requested": []})
    (request,) = world.rows(PrivacyRequest)
    held = msgspec.json.decode(world.shop.keys.open_bytes("privacy_request.export", request.id, request.export))
    assert all(found == [] for found in held.values())


def test_retention_jobs(on_both: World) -> None:
    """Inbox bodies 14 days, message bodies 90 days after their use, clicks 400 days."""
    world = on_both
    _live(world)
    message = world.ledger(flow="thank_you", channel="email", state="accepted")[0]
    world.tell("shopper/clicked", {"message_id": message["id"], "link": 0}, source="shopper")
    clicked_at = world.clock.now()
    world.until(clicked_at + 13 * DAY)
    prune(world.encore, 100)
    assert _bodies(world)[-1] is not None
    world.until(clicked_at + 15 * DAY)
    prune(world.encore, 100)
    assert set(_bodies(world)) == {None}
    assert _letter(world, message["id"]) != (None, None, None)
    world.until(NOW + 92 * DAY)
    prune(world.encore, 100)
    assert _letter(world, message["id"]) == (None, None, None)
    assert len(world.rows(MessageEvent)) == 1
    world.clock.move_to(clicked_at + 401 * DAY)
    prune(world.encore, 100)
    assert world.rows(MessageEvent) == []


def test_a_shop_that_left_is_erased_after_30_days_and_one_that_came_back_is_not(on_both: World) -> None:
    world = on_both
    _live(world)
    other = world.add_shop("encore-other.myshopify.com", 88000000001)
    world.tell("customers/create", customer(BO, NOW, NOW), shop=other)
    for shop in (world.shop, other):
        world.tell("app/uninstalled", {"id": shop.platform_shop_id, "myshopify_domain": shop.domain}, shop=shop)
    world.clock.move_by(29 * DAY)
    prune(world.encore, 100)
    assert [row.id for row in world.rows(Customer, other.id)] == [BO.id]
    world.encore.shops.change(other.id, installed_at=world.clock.now(), uninstalled_at=None)
    world.clock.move_by(DAY)
    prune(world.encore, 100)
    assert world.encore.shops.by_domain(DOMAIN) is None
    for table in Base.metadata.sorted_tables:
        if "shop_id" in table.c:
            with world.encore.database.engine.connect() as connection:
                assert {row.shop_id for row in connection.execute(table.select())} <= {other.id}, table.name
    assert [row.id for row in world.rows(Customer, other.id)] == [BO.id]


def test_what_still_waits_is_never_forgotten_by_retention(world: World) -> None:
    world.put("orders/create", order(1, ADA, NOW, [1]))
    world.clock.move_by(400 * DAY)
    prune(world.encore, 100)
    assert _bodies(world)[-1] is not None


def _bodies(world: World) -> list[bytes | None]:
    return [row.body for row in sorted(world.rows(InboxItem), key=lambda row: row.id)]


def _letter(world: World, id: str) -> tuple[bytes | None, ...]:
    row = next(row for row in world.rows(Message) if row.id == id)
    return row.payload, row.text, row.subject
