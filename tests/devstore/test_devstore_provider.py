"""What the app sends arrives in the mailbox or on the phone, and can be looked up."""

import hmac
import smtplib
import socket
from dataclasses import replace
from email.message import EmailMessage

import pytest

from devstore.provider.at_home import at_home
from devstore.provider.mail import mail_server


@pytest.fixture
def smtp(shop):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = mail_server(shop.store.database, shop.store.clock, port)
    server.start()
    yield port
    server.stop()


def letter():
    mail = EmailMessage()
    mail["From"], mail["To"] = "Blue Jumps <hello@example.com>", "John@example.com"
    mail["Subject"], mail["Message-ID"] = "Thank you, Zoë", "<abc_1@example.com>"
    mail["List-Unsubscribe"] = "<https://app.example.com/s/u>"
    mail.set_content("Thank you – plain")
    mail.add_alternative("<p>Thank you – <a href='https://app.example.com/t/1'>look</a>", subtype="html")
    return mail


def test_a_mail_arrives_with_both_its_parts(shop, smtp):
    john = shop.join()
    with smtplib.SMTP("127.0.0.1", smtp) as session:
        session.send_message(letter())
    said = shop.client().get(f"/control/customers/{john.id}/messages").json
    assert len(said) == 1
    assert said[0]["subject"] == "Thank you, Zoë"
    assert said[0]["text"].strip() == "Thank you – plain"
    assert "<a href=" in said[0]["html"]
    assert ["List-Unsubscribe", "<https://app.example.com/s/u>"] in said[0]["headers"]


@pytest.mark.parametrize(
    ("name", "status"),
    [("abc_1@example.com", 200), ("<abc_1@example.com>", 200), ("abc_1", 200), ("abcx1", 404), ("abc", 404)],
)
def test_a_mail_is_looked_up_by_its_message_id(shop, smtp, name, status):
    with smtplib.SMTP("127.0.0.1", smtp) as session:
        session.send_message(letter())
    said = shop.client().get("/provider/mail/lookup", query_string={"message_id": name})
    assert said.status_code == status


def text(shop, **values):
    body = {"to": "+447400100101", "from": "BlueJumps", "body": "Thank you - John", "key": "k1"} | values
    said = shop.client().post("/provider/sms", json=body, headers={"Idempotency-Key": body["key"]})
    return said.status_code, said.json


def test_a_text_arrives_once_for_each_key(shop):
    john = shop.join()
    assert text(shop) == text(shop)
    text(shop, key="k2", body="Another")
    said = shop.client().get(f"/control/customers/{john.id}/messages?channel=sms").json
    assert [one["text"] for one in said] == ["Another", "Thank you - John"]
    assert shop.client().get("/provider/sms/lookup?key=k1").status_code == 200
    assert shop.client().get("/provider/sms/lookup?key=k").status_code == 404


def test_a_number_that_is_none_is_refused(shop):
    assert text(shop, to="07400 100101") == (400, {"error": "invalid_number"})


def test_a_text_of_somebody_else_is_not_on_this_phone(shop):
    john = shop.join()
    text(shop, to="+447400100102")
    assert shop.client().get(f"/control/customers/{john.id}/messages").json == []


def test_an_answer_from_the_phone_and_a_report_go_back_signed(served, app):
    john = served.join()
    client = served.client()
    text(served, key="shop1.abc")
    path = f"/control/customers/{john.id}/answer"
    refused = client.post(path, json={"text": "STOP"})
    assert refused.json == {"error": "ENCORE_RECEIPT_SECRET is not set, so nothing can be reported to the app."}
    served.store.settings = replace(served.store.settings, receipt_secret="r" * 32)
    client.post(path, json={"text": "STOP"})
    number = client.get(f"/control/customers/{john.id}/messages").json[0]["id"]
    client.post(f"/control/messages/{number}/report", json={"event": "delivered"})
    answer, report = app.taken
    assert answer.path == report.path == "/receipts/http"
    assert answer.json | {"at": ""} == {
        "type": "sms", "shop": "shop1", "from": "+447400100101", "text": "STOP", "at": ""
    }  # fmt: skip
    assert (report.json["key"], report.json["event"]) == ("shop1.abc", "delivered")
    assert answer.headers["X-Signature"] == hmac.digest(b"r" * 32, answer.body, "sha256").hex()


def test_who_had_no_text_cannot_answer(shop):
    john = shop.join()
    said = shop.client().post(f"/control/customers/{john.id}/answer", json={"text": "STOP"})
    assert (said.status_code, said.json["error"]) == (422, "John Carter has had no text to answer.")


def test_addresses_of_the_shop_lead_to_this_machine():
    mail = '<a href="https://blue-jumps.myshopify.com/discount/A?redirect=/collections/all">https://example.com</a>'
    assert at_home(mail, "http://localhost:8001/") == (
        '<a href="http://localhost:8001/discount/A?redirect=/collections/all">https://example.com</a>'
    )
