"""The control API does what the pages' buttons do."""

import json

URL = "/control"


def post(shop, path, **body):
    said = shop.client().post(f"{URL}{path}", json=body)
    return said.status_code, said.json


def get(shop, path):
    return shop.client().get(f"{URL}{path}").json


def test_a_guest_buys_and_everything_happens_to_the_order(shop):
    jumper = shop.variants[0]
    guest = {"first_name": "Jane", "email": "jane@example.com"}
    status, order = post(shop, "/orders", variants={jumper: 2}, guest=guest, wants=["email"])
    assert (status, order["total"]) == (201, "182.95")
    path = f"/orders/{order['id']}"
    assert post(shop, f"{path}/fulfil")[1]["fulfillment_status"] == "fulfilled"
    assert post(shop, f"{path}/scan", status="out_for_delivery")[1]["parcels"][0]["status"] == "out_for_delivery"
    assert post(shop, f"{path}/deliver")[1]["parcels"][0]["status"] == "delivered"
    assert post(shop, f"{path}/return")[1]["returns"][0]["status"] == "requested"
    assert post(shop, f"{path}/answer-return", answer="approve")[1]["returns"][0]["status"] == "open"
    line = order["lines"][0]["id"]
    assert post(shop, f"{path}/refund", lines={line: 1})[1]["financial_status"] == "partially_refunded"
    assert post(shop, f"{path}/cancel") == (
        422,
        {"error": "A parcel of #1001 has left; call it back, or refund it instead."},
    )
    assert post(shop, f"{path}/dance")[0] == 422
    assert get(shop, "/customers?email=jane@example.com")[0]["email_state"] == "subscribed"
    assert get(shop, "/orders")[0]["name"] == "#1001"


def test_a_code_is_tried_without_buying(shop):
    john = shop.join()
    status, said = post(shop, "/code", variants={shop.variants[0]: 1}, customer_id=john.id, code="NOPE")
    assert (status, said["refusal"], said["total"]) == (200, "NOPE is not a code of this shop.", "93.95")
    assert get(shop, "/orders") == []


def test_people_say_yes_and_no_and_tell_their_birthday(shop):
    status, jane = post(shop, "/customers", first_name="Jane", email="jane@example.com", phone="+447400100102")
    path = f"/customers/{jane['id']}"
    assert status == 201
    assert post(shop, f"{path}/consent", channel="sms", state="subscribed")[1]["sms_state"] == "subscribed"
    assert post(shop, f"{path}/consent", channel="email", state="unsubscribed")[1]["email_state"] == "unsubscribed"
    assert post(shop, f"{path}/birthday", born="1992-02-29")[0] == 200
    assert post(shop, f"{path}/birthday", born="yesterday") == (400, {"error": "born is a date, YYYY-MM-DD"})
    assert post(shop, f"{path}/change", locale="de")[1]["locale"] == "de"
    assert post(shop, f"{path}/change", id="1")[0] == 422
    assert post(shop, "/customers", colour="blue")[0] == 400
    assert post(shop, "/customers/1/consent")[0] == 422


def test_the_app_is_installed_watched_and_taken_off(served, app):
    assert get(served, "/install")["is_installed"] is False
    assert "write_discounts" in post(served, "/install")[1]["scopes"]
    assert post(served, "/install")[0] == 422
    served.join()
    assert get(served, "/webhooks")["waiting"] == 1
    assert post(served, "/webhooks/drain")[1] == {"taken": 1}
    row = get(served, "/webhooks")["deliveries"][0]
    assert (row["topic"], row["state"], row["answer"]) == ("customers/create", "taken", "200")
    assert post(served, f"/webhooks/{row['id']}/again")[1] == {"taken": 1}
    assert post(served, "/switches", duplicates=True)[1] == {"duplicates": True, "shuffled": False, "lost": False}
    assert post(served, "/switches", nonsense=True)[0] == 400
    assert post(served, "/uninstall")[1]["is_installed"] is False
    assert len(post(served, "/id-token")[1]["id_token"].split(".")) == 3


def test_optional_scopes_are_granted_together_or_not_at_all(served, app):
    served.install()
    assert post(served, "/scopes/optional", scopes=["write_marketing_events", "write_secrets"])[0] == 422
    assert post(served, "/scopes/optional", scopes="write_marketing_events")[0] == 400
    for _ in range(2):
        status, said = post(served, "/scopes/optional", scopes=["write_marketing_events", "read_all_orders"])
        assert (status, {"write_marketing_events", "read_all_orders"} <= set(said["scopes"])) == (200, True)
    served.store.sender.drain()
    assert app.topics() == ["app/scopes_update"]
    assert "read_all_orders" in post(served, "/scopes")[1]["scopes"]


def test_privacy_wishes_are_sent_the_erasure_ten_days_later(served, app):
    served.install()
    john = served.join()
    post(served, f"/customers/{john.id}/privacy", wish="data")
    post(served, f"/customers/{john.id}/privacy", wish="erase")
    served.store.sender.drain()
    assert app.topics() == ["customers/create", "customers/data_request"]
    served.wall.push(days=10)
    served.store.sender.drain()
    assert app.topics()[-1] == "customers/redact"
    assert app.taken[-1].json["customer"]["id"] == john.id


def test_the_clock_is_moved_and_a_lost_app_is_said(served, shop):
    status, said = post(served, "/clock", hours=2)
    assert (status, said["now"], said["done"]) == (200, "2026-03-02T11:30:00+00:00", 2)
    assert post(served, "/clock", hours=-1) == (400, {"error": "time goes forward only"})
    assert post(served, "/clock", hours="two")[0] == 400
    status, said = post(shop, "/clock", hours=2)
    assert (status, said["trouble"]) == (502, "the app was not reached (ConnectionError)")


def test_only_json_from_this_machine_under_its_own_name_is_taken(shop):
    client = shop.client()
    assert client.post(f"{URL}/install", data={"a": "b"}).status_code == 415
    assert client.post(f"{URL}/orders", data={"a": "b"}).status_code == 415
    assert client.get(f"{URL}/orders", environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    assert client.get(f"{URL}/orders", headers={"Host": "evil.example.com"}).status_code == 421


def test_pictures_and_history_are_served(shop):
    client = shop.client()
    drawn = client.get("/pictures/blue-jumper.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert b"<title>Blue jumper</title>" in drawn.data
    assert client.get("/pictures/nothing.svg").status_code == 404
    lines = [json.loads(line) for line in client.get("/history.jsonl").data.splitlines()]
    assert {line["topic"] for line in lines} == {"products/create"}
    assert set(lines[0]) == {"topic", "at", "webhook_id", "event_id", "api_version", "shop_domain", "body"}
    assert set(lines[0]["body"]) == {"id", "title", "variants"}
