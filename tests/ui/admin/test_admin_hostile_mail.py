"""What strangers mail through the signed door stays text on every page of the merchant."""

from __future__ import annotations

import hmac
from dataclasses import replace
from email.header import Header
from html import escape

import pytest
from sqlalchemy import select
from ui_corpus import MARKUP, live_in
from werkzeug.test import Client

from plugin.mail_in import reply_address
from plugin.model.case import CaseEntry, SupportCase
from webhooks.receipt_door import Receipts

SECRET = "receipts-0123456789abcdef0123456789"
PAGES = (
    "<html><body onload=alert(1)><p>HELLO</p><script>alert(1)</script></body></html>",
    "<p>HELLO</p><style>@import 'https://evil.example/a.css'</style><base href='https://evil.example/'>",
    "<p>HELLO</p><img src=x onerror=alert(1)><svg/onload=alert(1)><iframe srcdoc='<script>1</script>'>",
    "<p>HELLO</p>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;",
    "<p>HELLO</p><scr<script>ipt>alert(1)</scr</script>ipt><<b>script>alert(1)<</b>/script>",
    "<p>HELLO</p><a href='javascript:alert(1)'>here</a><form action='//evil.example'><button>x</button></form>",
)


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def post(staff):
    """Posts a mail at the door as the mail provider does, in answer to a thank-you; what is in it is worked off."""
    world = staff.world
    settings = replace(world.encore.settings, receipt_secret=SECRET)
    door = Client(Receipts(settings, world.encore.shops, world.encore.inbox, world.clock, world.inline.wake))
    world.order("jumper", by=world.customer("<b>Ada</b>"))
    world.spin(minutes=1)
    to = reply_address(
        "reply@in.example.com", world.message(flow="thank_you", channel="email").id, world.shop.public_id
    )

    def mailed(text, kind="plain", subject="Hello", sender="Ada", once="<1@there>"):
        head = {
            "From": f"{Header(sender, 'utf-8').encode()} <ada@example.com>", "To": to, "Message-ID": once,
            "Subject": Header(subject, "utf-8").encode(), "MIME-Version": "1.0",
            "Content-Type": f"text/{kind}; charset=utf-8",
        }  # fmt: skip
        body = "\r\n".join([*(f"{name}: {value}" for name, value in head.items()), "", text]).encode()
        signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
        return door.post("/receipts/mail", data=body, headers={"X-Signature": signature}).status_code

    return mailed


def shown(staff):
    """The pages on which a mail of the only case can be seen."""
    with staff.world.database.read(staff.world.shop.id) as session:
        case = session.scalars(select(SupportCase).where(SupportCase.shop_id == staff.world.shop.id)).one()
    places = (f"/app/cases/{case.id}", "/app/cases", f"/app/customers/{case.customer_id}", "/app/outbox", "/app/")
    pages = [staff.get(place) for place in places]
    assert [page.status_code for page in pages] == [200] * len(pages)
    return [page.text for page in pages]


@pytest.mark.parametrize("text", MARKUP)
def test_words_subjects_and_names_with_markup_stay_text(staff, post, text):
    assert post(text, subject=text, sender=text) == 200
    case, *others = shown(staff)
    assert escape(text, quote=False) in case.replace("&#34;", '"')
    assert [live_in(page) for page in (case, *others)] == [[]] * 5


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_mail_become_words(staff, post, page):
    assert post(page, kind="html", subject=page, sender=page) == 200
    case, *others = shown(staff)
    assert "HELLO" in case
    assert "evil.example" not in case
    assert [live_in(page) for page in (case, *others)] == [[]] * 5


def test_the_same_mail_twice_is_one_entry(staff, post):
    assert [post("Where is it?"), post("Where is it?")] == [200, 200]
    assert post("Where is it?", once="<2@there>") == 200
    with staff.world.database.read(staff.world.shop.id) as session:
        mine = select(CaseEntry).where(CaseEntry.shop_id == staff.world.shop.id)
        assert len(session.scalars(mine).all()) == 2
