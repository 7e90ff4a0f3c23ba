"""Mailboxes and phones."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from devstore.provider.mail import read_mail
from devstore.provider.mailbox import add_text, keep

HTML = (
    '<html><head><title>Thanks</title></head><body><script>alert(1)</script>'
    '<a href="https://blue-jumps.myshopify.com/products/blue-jumper">Jumper</a>'
    '<img src="https://blue-jumps.myshopify.com/pictures/blue-jumper.svg"></body></html>'
)  # fmt: skip


@pytest.fixture
def browser(shop):
    return shop.client()


def mail(shop, to, subject="Thank you", html=HTML):
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "Blue Jumps <hello@example.com>", to, subject
    written["Message-ID"], written["List-Unsubscribe"] = f"<{subject}@example.com>", "<http://localhost:8000/u/abc>"
    written.set_content("Thank you. https://blue-jumps.myshopify.com/products/blue-jumper")
    if html:
        written.add_alternative(html, subtype="html")
    with shop.store.database.write() as session:
        return keep(session, read_mail(written.as_bytes(), to, shop.store.clock.now())).id


def text(shop, to, words, key="enc.1"):
    with shop.store.database.write() as session:
        return add_text(session, to, "BlueJumps", words, key, shop.store.clock.now()).id


def test_everybody_has_a_box_and_the_newest_is_first(shop, browser):
    john = shop.join()
    assert "Nothing yet" in browser.get("/mailbox").text
    mail(shop, john.email)
    text(shop, john.phone, "Your code VIPCUSTOMER-7K2F9QXM")
    text(shop, "+447400100999", "A test", "enc.2")
    page = browser.get("/mailbox").text
    assert page.index("A test") < page.index("VIPCUSTOMER-7K2F9QXM") < page.index("Thank you")
    assert "1 mail, 1 text<" in page
    assert f'href="/mailbox/{john.id}"' in page
    assert 'href="/mailbox/at?to=%2B447400100999"' in page.replace("+", "%2B")


def test_a_mailbox_shows_mails_with_text_and_headers_and_the_phone_beside(shop, browser):
    john = shop.join()
    first, second = mail(shop, john.email), mail(shop, john.email, "Second")
    text(shop, john.phone, "Hello <John>, see http://localhost:8000/c/9 today")
    page = browser.get(f"/mailbox/{john.id}").text
    assert page.index("Second") < page.index("Thank you")
    for number in (first, second):
        assert f'src="/mailbox/messages/{number}.html"' in page
    assert page.count('sandbox="allow-popups allow-popups-to-escape-sandbox"') == 2
    assert "<dt>List-Unsubscribe</dt>" in page
    assert "Hello &lt;John&gt;" in page
    assert '<a href="http://localhost:8000/c/9" rel="noopener" target="_blank">' in page
    assert '<a href="http://localhost/products/blue-jumper" rel="noopener" target="_blank">' in page
    assert browser.get("/mailbox/7").status_code == 404


def test_the_html_of_a_mail_runs_nothing_and_leads_to_this_machine(shop, browser):
    answer = browser.get(f"/mailbox/messages/{mail(shop, 'john@example.com')}.html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert '<head><base target="_blank"><title>' in answer.text
    assert 'href="http://localhost/products/blue-jumper"' in answer.text
    assert "myshopify.com" not in answer.text
    plain = mail(shop, "john@example.com", "Plain", html=None)
    assert browser.get(f"/mailbox/messages/{plain}.html").status_code == 404
    bare = browser.get(f"/mailbox/messages/{mail(shop, 'john@example.com', 'Bare', html='<p>Hi')}.html")
    assert bare.text.startswith('<base target="_blank"><p>Hi')


def test_messages_to_nobody_who_buys_here_can_be_read_too(shop, browser):
    mail(shop, "merchant@example.com", "A test of yours")
    text(shop, "+447400100999", "A test text")
    assert "A test of yours" in browser.get("/mailbox/at?to=merchant@example.com").text
    assert "A test text" in browser.get("/mailbox/at?to=%2B447400100999").text
    assert browser.get("/mailbox/at?to=nobody@example.com").status_code == 404


def test_the_phone_answers_the_newest_text(served, app):
    served.store.settings = replace(served.store.settings, receipt_secret="r" * 32)
    browser, john = served.client(), served.join()
    here = f"/mailbox/{john.id}"
    none = browser.post(f"{here}/answer", data={"text": "STOP"}, follow_redirects=True)
    assert "has had no text to answer" in none.text
    text(served, john.phone, "Offer", "shop7.1")
    assert "Answer the newest text" in browser.get(here).text
    page = browser.post(f"{here}/answer", data={"text": "STOP"}, follow_redirects=True)
    assert re.search("STOP.{1,3} was sent to the shop", page.text)
    assert (app.taken[-1].path, app.taken[-1].json["text"]) == ("/receipts/http", "STOP")
    assert app.taken[-1].json["shop"] == "shop7"
    empty = browser.post(f"{here}/answer", data={"text": " "}, follow_redirects=True)
    assert "Write an answer first." in empty.text
