"""Exports of the whole shop, and what Shopify refuses to export."""

from __future__ import annotations

import json

import pytest
from devstore_world import START
from sqlalchemy import select

from devstore.doings.parcels import fulfil, scan
from devstore.model.events import Delivery
from devstore.model.orders import Order
from plugin.platform.document import FOLDER, document
from plugin.platform.payloads import parse
from plugin.platform.payloads.exported import exported

RUN = """mutation Run($what: String!) { bulkOperationRunQuery(query: $what) {
  bulkOperation { id status url objectCount } userErrors { code message } } }"""
LOOK = """query Look($id: ID!) { bulkOperation(id: $id) {
  id status errorCode url objectCount rootObjectCount } }"""
CUSTOMERS = "{ customers { edges { node { id firstName } } } }"


def begin(shop, token, query):
    return shop.ask(token, RUN, what=query)["data"]["bulkOperationRunQuery"]


def look(shop, token, id):
    return shop.ask(token, LOOK, id=id)["data"]["bulkOperation"]


def lines(shop, token, query):
    """The file of a whole export."""
    begun = begin(shop, token, query)
    assert begun["userErrors"] == []
    shop.wall.push(seconds=5)
    address = look(shop, token, begun["bulkOperation"]["id"])["url"]
    return [] if address is None else [json.loads(one) for one in get(shop, address).data.splitlines()]


def get(shop, address, **headers):
    return shop.client().get(address.removeprefix(shop.store.settings.url), headers=headers)


def query_of(kind):
    return document(f"bulk_{kind}").text.replace("BEFORE", "2026-12-01T00:00:00Z")


def test_an_export_is_made_in_the_background_and_then_has_an_address(shop):
    john, token = shop.join(), shop.install()
    begun = begin(shop, token, CUSTOMERS)["bulkOperation"]
    assert (begun["status"], begun["url"]) == ("CREATED", None)
    assert look(shop, token, begun["id"])["status"] == "RUNNING"
    shop.wall.push(seconds=5)
    over = look(shop, token, begun["id"])
    assert (over["status"], over["objectCount"], over["rootObjectCount"]) == ("COMPLETED", "1", "1")
    assert get(shop, over["url"]).data == b'{"id":"%b","firstName":"John"}\n' % john.gid.encode()


def test_what_is_nested_has_lines_of_its_own_that_name_their_parent(shop):
    token = shop.install()
    found = lines(shop, token, query_of("products"))
    roots = [one for one in found if "__parentId" not in one]
    assert (len(roots), len(found)) == (2, 6)
    assert all("variants" not in one for one in roots)
    assert {one["__parentId"] for one in found if "__parentId" in one} == {one["id"] for one in roots}


def test_more_than_a_page_is_exported_whole(shop):
    for number in range(260):
        shop.join(f"P{number}", f"p{number}@example.com", None)
    found = lines(shop, shop.install(), CUSTOMERS)
    assert len({one["id"] for one in found}) == 260


def test_a_file_is_read_from_any_byte_on(shop):
    shop.join()
    token = shop.install()
    id = begin(shop, token, CUSTOMERS)["bulkOperation"]["id"]
    shop.wall.push(seconds=5)
    address = look(shop, token, id)["url"]
    whole = get(shop, address).data
    part = get(shop, address, Range="bytes=10-")
    assert (part.status_code, part.data) == (206, whole[10:])
    assert get(shop, address, Range=f"bytes={len(whole)}-").status_code == 416


def test_a_file_is_kept_for_seven_days_and_opens_by_its_own_address_only(shop):
    shop.join()
    token = shop.install()
    id = begin(shop, token, CUSTOMERS)["bulkOperation"]["id"]
    shop.wall.push(seconds=5)
    address = look(shop, token, id)["url"]
    assert get(shop, address.replace(".jsonl", "x.jsonl")).status_code == 403
    shop.wall.push(days=8)
    assert get(shop, address).status_code == 403


def test_an_export_of_nothing_has_no_file(shop):
    token = shop.install()
    id = begin(shop, token, CUSTOMERS)["bulkOperation"]["id"]
    shop.wall.push(seconds=5)
    over = look(shop, token, id)
    assert (over["status"], over["url"], over["objectCount"]) == ("COMPLETED", None, "0")


def test_an_export_without_the_scope_fails(shop):
    token = shop.install("read_products")
    id = begin(shop, token, CUSTOMERS)["bulkOperation"]["id"]
    shop.wall.push(seconds=5)
    over = look(shop, token, id)
    assert (over["status"], over["errorCode"], over["url"]) == ("FAILED", "ACCESS_DENIED", None)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ shop { name } }", "at least one connection"),
        ("{ customers { edges { node { id } } } orders { edges { node { id } } } }", "exactly one top-level field"),
        ("query Q($n: Int) { customers(first: $n) { edges { node { id } } } }", "without variables"),
        ("{ customers { edges { node { shoe } } } }", "shoe"),
        ("{ customers {", "Syntax Error"),
        ("mutation { tagsAdd(id: 1, tags: []) { userErrors { message } } }", "queries without variables"),
        (
            "{ orders { edges { node { id fulfillments { events { edges { node { id } } } } } } } }",
            "connection field within a list",
        ),
    ],
)
def test_what_is_no_bulk_query_is_refused(shop, query, says):
    (error,) = begin(shop, shop.install(), query)["userErrors"]
    assert error["code"] == "INVALID"
    assert says in error["message"]


def test_five_run_at_a_time(shop):
    token = shop.install()
    for _ in range(5):
        assert begin(shop, token, CUSTOMERS)["userErrors"] == []
    assert begin(shop, token, CUSTOMERS)["userErrors"][0]["code"] == "LIMIT_REACHED"
    shop.wall.push(seconds=5)
    assert begin(shop, token, CUSTOMERS)["userErrors"] == []


def test_the_webhook_of_its_end_is_sent_when_it_is_over(shop):
    token = shop.install()
    id = begin(shop, token, CUSTOMERS)["bulkOperation"]["id"]
    with shop.store.database.read() as session:
        rows = [one for one in session.scalars(select(Delivery)) if one.event.topic == "bulk_operations/finish"]
        (told,) = [(json.loads(one.body), one.next_at) for one in rows]
    assert told[0]["admin_graphql_api_id"] == id
    assert (told[0]["status"], told[0]["type"]) == ("completed", "query")
    assert told[1] > START


def test_encore_reads_in_an_export_what_webhooks_told_it(shop):
    john, token = shop.join(), shop.install()
    order = shop.order(john, pieces=2)
    with shop.act() as act:
        row = act.session.get_one(Order, order.id)
        fulfil(act, row)
        scan(act, row.parcels[0], "delivered")
    found = lines(shop, token, query_of("orders"))
    (seen,) = exported(found[0], found[1:])
    told = newest(shop, "orders/updated")
    for name in ("id", "name", "total", "created_at", "financial_status", "fulfilment_status", "email", "locale",
                 "shipping", "platform_shop_id", "codes", "lines", "status_url", "is_gift"):  # fmt: skip
        assert getattr(seen, name) == getattr(told, name), name
    assert seen.customer.id == told.customer.id
    assert [parcel.id for parcel in seen.parcels] == [parcel.id for parcel in told.parcels]


def test_encore_reads_the_same_customer_in_both(shop):
    """But for the locale, which webhooks do not tell."""
    shop.join()
    (node,) = lines(shop, shop.install(), query_of("customers"))
    (seen,) = exported(node, ())
    told = newest(shop, "customers/create")
    for name in ("id", "email", "phone", "first_name", "last_name", "place", "created_at"):
        assert getattr(seen, name) == getattr(told, name), name


def newest(shop, topic):
    from devstore.model.events import Event

    with shop.store.database.read() as session:
        row = session.scalars(select(Event).where(Event.topic == topic).order_by(Event.id.desc())).first()
        (event,) = parse(topic, row.body, triggered_at=row.at)
    return event


def test_encores_own_exports_are_allowed(shop):
    token = shop.install()
    for path in sorted(FOLDER.glob("bulk_*s.graphql")):
        kind = path.stem.removeprefix("bulk_")
        assert begin(shop, token, query_of(kind))["userErrors"] == [], kind
