"""Block and Flow between the two programs, over HTTP."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from both import Both
from sqlalchemy import select

from devstore import shop as its
from devstore.doings import parcels
from devstore.model.events import Event
from devstore.model.orders import Order
from plugin.serving import wsgi
from plugin.stages.tell import drain


@pytest.fixture
def both(tmp_path, database) -> Iterator[Both]:
    made = Both(tmp_path / "store", database)
    made._door = wsgi(made.encore)
    yield made
    made.close()


def page(both: Both, token: str, customer_id: int) -> str:
    client = both.store.client()
    with client.session_transaction() as cookie:
        cookie["customer"] = customer_id
    return client.get(f"/shop/orders/{token}").text


def test_a_buyer_sees_in_the_app_s_block_where_the_parcel_is(both):
    """At the true time, for session tokens count by no other clock."""
    both.pass_time(seconds=(datetime.now(UTC) - both.store.wall.at).total_seconds())
    john, jane = both.store.join(), both.store.join("Jane", "jane@example.com", None)
    order = both.store.order(john)
    both.deliver()
    assert "preparing" in page(both, order.token, john.id)
    with both.store.act() as act:
        parcels.fulfil(act, act.session.get_one(Order, order.id))
    both.deliver()
    text = page(both, order.token, john.id)
    assert "From the app" in text
    assert "on its way" in text.lower().replace("_", " ")
    assert "From the app" not in page(both, order.token, jane.id)


def test_flow_is_told_of_a_message_once_a_workflow_listens(both):
    used = {"flow_trigger_definition_id": "message-sent", "has_enabled_flow": True, "shopify_domain": its.DOMAIN}
    body = json.dumps({**used, "timestamp": both.clock.now().isoformat()}).encode()
    digest = hmac.digest(both.store.store.settings.api_secret.encode(), body, "sha256")
    headers = {"X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode()}
    assert requests.post(f"{both.store.store.settings.app_url}/flow/triggers", body, headers=headers).ok
    both.inline.wake("inbox")
    both.encore.shops.change(both.shop_id, flows_on_since={"thank_you": ""})
    john = both.store.join()
    both.store.order(john)
    both.deliver()
    both.inline.wake("outbox_email")
    assert drain(both.encore, 10) == 1
    with both.store.store.database.read() as session:
        (event,) = session.scalars(select(Event).where(Event.topic == "flow/message-sent")).all()
    assert json.loads(event.body) == {"customer_id": john.id, "Kind": "thank_you", "Channel": "email"}
