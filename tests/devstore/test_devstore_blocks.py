"""The app's block on the order page asks the app with a session token, as Shopify's would."""

import json

import jwt
import pytest
from devstore_world import KEY, SECRET
from sqlalchemy import select

from devstore.model.events import Event

TOLD = {
    "state": "on_its_way", "parcels": [{"state": "on_its_way", "carrier": "Royal Post", "number": "RP1"}],
    "suggestions": [{"title": "Red socks", "because": "Blue jumper"}],
}  # fmt: skip


def page(served, order, as_=None):
    client = served.client()
    with client.session_transaction() as cookie:
        if as_ is not None:
            cookie["customer"] = as_
    return client.get(f"/shop/orders/{order.token}").text


def blocks(app):
    return [one for one in app.taken if one.path.startswith("/ext/")]


def test_a_signed_in_customer_sees_what_the_app_tells(served, app):
    served.install()
    john = served.join()
    order = served.order(john)
    app.answer = json.dumps(TOLD).encode()
    text = page(served, order, john.id)
    assert "Royal Post RP1" in text
    assert "Red socks" in text
    (one,) = blocks(app)
    assert one.path == f"/ext/order/{order.id}"
    token = one.headers["Authorization"].removeprefix("Bearer ")
    rules = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience=KEY, options=rules)
    assert claims["sub"] == f"gid://shopify/Customer/{john.id}"
    assert claims["dest"] == "blue-jumps.myshopify.com"
    assert not {"iss", "sid"} & claims.keys()


def test_nobody_else_does(served, app):
    served.install()
    john, jane = served.join(), served.join("Jane", "jane@example.com", None)
    order = served.order(john)
    app.answer = json.dumps(TOLD).encode()
    assert "Royal Post RP1" not in page(served, order) + page(served, order, jane.id)
    assert blocks(app) == []


def test_without_the_app_the_page_is_as_it_was(served, app):
    john = served.join()
    assert "From the app" not in page(served, served.order(john), john.id)
    assert blocks(app) == []


def test_an_app_that_answers_nonsense_is_left_out(served, app):
    served.install()
    john = served.join()
    order = served.order(john)
    for app.answer in (b"", b"<p>", b"[]"):
        assert "From the app" not in page(served, order, john.id)


RECEIVE = "mutation M($h: String, $p: JSON) { flowTriggerReceive(handle: $h, payload: $p) { userErrors { field } } }"


def receive(served, handle, payload):
    return served.ask(served.install(), RECEIVE, h=handle, p=payload)["data"]["flowTriggerReceive"]["userErrors"]


def test_what_the_app_tells_flow_is_kept_among_the_events(served):
    assert receive(served, "message-sent", {"customer_id": 1, "Kind": "thank_you"}) == []
    with served.store.database.read() as session:
        (event,) = session.scalars(select(Event).where(Event.topic == "flow/message-sent")).all()
    assert json.loads(event.body) == {"customer_id": 1, "Kind": "thank_you"}


@pytest.mark.parametrize(
    ("handle", "payload", "field"),
    [(None, {}, "handle"), ("Message Sent", {}, "handle"), ("message-sent", [], "payload"),
     ("message-sent", {"Kind": "x" * 50_000}, "payload")],
)  # fmt: skip
def test_what_flow_would_not_take_is_refused(served, handle, payload, field):
    assert receive(served, handle, payload) == [{"field": [field]}]
