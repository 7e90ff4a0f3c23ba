"""Bodies have the shape of Shopify's own samples: every field of a sample is there, with a value of its type."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from devstore.doings import aftermath, codes, installing, parcels, people, privacy
from devstore.model.events import Event
from devstore.model.orders import Order

SAMPLES = Path(__file__).parent.parent.parent.parent / "shared" / "webhooks"
COMPARED = {
    "orders/create": "orders_create__official_2026-07",
    "orders/paid": "orders_paid__official_2026-07",
    "fulfillments/create": "fulfillments_create__official_2026-07",
    "fulfillment_events/create": "fulfillment_events_create__own_attempted_delivery",
    "refunds/create": "refunds_create__official_2026-07",
    "returns/request": "returns_request__official_2026-07",
    "customers/create": "customers_create__official_2026-07",
    "customers_email_marketing_consent/update": "customers_email_marketing_consent_update__official_2026-07",
    "customers_marketing_consent/update": "customers_marketing_consent_update__official_2026-07",
    "products/create": "products_create__official_2026-07",
    "app/uninstalled": "app_uninstalled__official_2026-07",
    "app/scopes_update": "app_scopes_update__official_2026-07",
    "shop/redact": "shop_redact__official_2026-07",
    "customers/redact": "customers_redact__official_2026-07",
    "customers/data_request": "customers_data_request__official_2026-07",
}
# what every order must have, so that something is proved where the samples are not
ORDER = {
    "id", "name", "order_number", "created_at", "updated_at", "cancelled_at", "financial_status",
    "fulfillment_status", "total_price", "currency", "email", "phone", "customer_locale", "test", "source_name",
    "tags", "discount_codes", "line_items", "customer", "shipping_address", "fulfillments", "refunds",
    "order_status_url", "processed_at",
}  # fmt: skip


@pytest.fixture
def bodies(shop):
    """One body of each topic, of a store where everything has happened once."""
    john = shop.join()
    shop.install()
    with shop.act() as act:
        codes.create(act, codes.NewCode("TEN", "Ten", act.at, percent=0.1))
    order = shop.order(john, "TEN")
    with shop.act() as act:
        row = act.session.get_one(Order, order.id)
        parcels.fulfil(act, row)
        parcels.scan(act, row.parcels[0], "attempted_delivery")
        aftermath.refund(act, row, {row.lines[0].id: 1})
        aftermath.ask_for_return(act, row)
        customer = people.customer_of(act.session, john.id)
        people.consent(act, customer, "email", "subscribed")
        people.consent(act, customer, "sms", "subscribed")
        privacy.ask_for_data(act, customer)
        privacy.ask_to_be_erased(act, customer)
        installing.grant_new_scopes(act)
        installing.uninstall(act)
    with shop.store.database.read() as session:
        return {row.topic: json.loads(row.body) for row in session.scalars(select(Event))}


def test_an_order_has_what_every_reader_looks_at(bodies):
    assert set(bodies["orders/paid"]) >= ORDER
    assert bodies["orders/paid"]["discount_codes"] == [{"code": "TEN", "amount": "8.90", "type": "percentage"}]


@pytest.mark.skipif(not SAMPLES.exists(), reason="Shopify's samples are not here")
def test_every_field_of_shopifys_sample_is_there(bodies):
    wrong = []
    for topic, name in COMPARED.items():
        sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        wrong += missing(topic, sample, bodies[topic])
    assert wrong == []


def missing(path, sample, body):
    if isinstance(sample, dict):
        if not isinstance(body, dict):
            return [path]
        absent = [f"{path}.{name}" for name in sample if name not in body]
        return absent + [
            one for name in sample if name in body for one in missing(f"{path}.{name}", sample[name], body[name])
        ]
    if isinstance(sample, list):
        return missing(f"{path}[0]", sample[0], body[0]) if sample and body else []
    if sample is None or body is None or (isinstance(sample, int | float) and isinstance(body, int | float)):
        return []
    return [] if type(sample) is type(body) else [f"{path}: {body!r}"]
