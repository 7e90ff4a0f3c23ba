"""The start page, the clock, the listing, the shell and the desks."""

import re
import threading
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from devstore_world import SECRET
from sqlalchemy import select

from devstore.model.orders import Order
from devstore.oauth.installed import current_install
from devstore.webhooks.sending import DUPLICATES, SHUFFLED


def said(page):
    return re.findall(r'<p class="note[^>]*>([^<]*)', page.get_data(as_text=True))


def press(browser, address, **fields):
    return browser.post(address, data=fields, follow_redirects=True)


def is_installed(shop):
    with shop.store.database.read() as session:
        return current_install(session) is not None


def order_of(shop):
    with shop.store.database.read() as session:
        return session.scalar(select(Order))


@pytest.fixture
def browser(shop):
    return shop.client()


@pytest.fixture
def desk(shop, browser):
    """Presses a button on the one order: `desk("fulfil")` returns what is said afterwards."""
    number = shop.order(shop.join(), pieces=2).id

    def pressed(deed, **fields):
        return said(press(browser, f"/admin/orders/{number}/{deed}", **fields))

    return pressed


def test_the_start_page_has_three_doors_and_what_to_try(shop, browser):
    page = browser.get("/").text
    for door in ("/shop", "/admin", "/mailbox", "/apps/encore-listing"):
        assert f'href="{door}"' in page
    assert "Mon 2 Mar 2026, 09:30" in page
    shop.install()
    assert "Encore is installed." in browser.get("/").text


def test_the_clock_moves_and_shows_how_far_it_is(served, app):
    browser = served.client()
    app.after_s = 0.05
    page = press(browser, "/clock", by="day")
    assert "of 24 h" in page.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text
    assert said(press(browser, "/clock", by="day")) == ["The clock is moving already; wait until it is there."]
    until = time.monotonic() + 20
    while served.store.mover.progress.is_moving and time.monotonic() < until:
        time.sleep(0.05)
    assert "Tue 3 Mar 2026, 09:30" in browser.get("/").text
    assert "noscript" not in browser.get("/").text


def test_the_clock_says_that_the_app_is_lost_and_knows_three_steps(shop, browser):
    press(browser, "/clock", by="hour")
    for thread in threading.enumerate():
        if thread.name == "mover":
            thread.join(10)
    page = browser.get("/")
    assert "The clock stopped: the app was not reached" in said(page)[0]
    assert "The clock moves by an hour, a day or a week." in said(press(browser, "/clock", by="year"))


def test_the_app_is_installed_taken_off_and_installed_again(shop, browser):
    page = browser.get("/apps/encore-listing").text
    assert "Orders, to know what was bought and when" in page
    answer = browser.post("/apps/encore-listing/install")
    assert (answer.status_code, answer.location) == (303, "/admin")
    assert is_installed(shop)
    assert said(press(browser, "/apps/encore-listing/install")) == ["Encore is installed already."]
    assert "Uninstall" in browser.get("/apps/encore-listing").text
    gone = press(browser, "/apps/encore-listing/uninstall")
    assert "Encore is uninstalled." in said(gone)[0]
    assert "Install again" in gone.text
    assert not is_installed(shop)
    assert "is not installed" in browser.get("/admin").text


def test_the_shell_frames_the_app_with_an_id_token(shop, browser):
    shop.install()
    page = browser.get("/admin/apps/encore/app/flows?only=on&id_token=forged&locale=de")
    frame = urlsplit(re.search(r'<iframe src="([^"]*)"', page.text)[1].replace("&amp;", "&"))
    asked = parse_qs(frame.query)
    assert f"{frame.scheme}://{frame.netloc}{frame.path}" == "http://localhost:9/app/flows"
    assert (asked["only"], asked["embedded"], asked["locale"]) == (["on"], ["1"], ["de"])
    assert asked["shop"] == ["blue-jumps.myshopify.com"]
    [token] = asked["id_token"]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_aud": False, "verify_exp": False})
    assert claims["dest"] == "https://blue-jumps.myshopify.com"
    assert 'title="Encore"' in page.text
    assert "frame-src http://localhost:9;" in page.headers["Content-Security-Policy"]
    assert "locale=de" in browser.get("/admin").text
    assert browser.get("/admin", headers={"Host": "127.0.0.1:9"}).location == "http://localhost:9/admin"


def test_the_bridge_is_a_script_that_others_may_load(browser):
    answer = browser.get("/app-bridge.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert b"window.shopify" in answer.data


def test_a_number_beyond_the_database_is_not_found(browser):
    for address in (f"/shop/account/{10**30}", f"/admin/orders/{10**30}", f"/mailbox/{10**30}"):
        assert browser.get(address).status_code == 404


def test_every_page_has_its_headers(browser):
    for address in ("/", "/shop", "/mailbox", "/nothing-here/at-all", "/shop/products/nothing"):
        answer = browser.get(address)
        if address == "/nothing-here/at-all":
            assert answer.status_code == 404
            continue
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_buttons_cannot_be_pressed_from_another_site(shop, browser):
    for origin in ("https://evil.example.com", "http://localhost:8000", "null"):
        answer = browser.post("/apps/encore-listing/install", headers={"Origin": origin})
        assert answer.status_code == 403
    assert not is_installed(shop)
    assert browser.post("/apps/encore-listing/install", headers={"Origin": "http://localhost"}).status_code == 303


def test_a_refusal_leads_back_to_the_page_of_the_button_and_to_no_other_site(browser):
    here = {"Referer": "http://localhost/admin/orders?page=2"}
    assert browser.post("/clock", data={"by": "x"}, headers=here).location == "/admin/orders?page=2"
    for elsewhere in ("https://evil.example.com/x", "http://localhost//evil.example.com"):
        assert browser.post("/clock", data={"by": "x"}, headers={"Referer": elsewhere}).location == "/"


def test_orders_are_listed_a_page_at_a_time(shop, browser):
    assert "Nobody has ordered anything" in browser.get("/admin/orders").text
    john = shop.join()
    for _ in range(9):
        shop.order(john)
    page = browser.get("/admin/orders").text
    assert page.index("#1009") < page.index("#1001")
    assert "Older" not in page
    assert "that long ago" in browser.get("/admin/orders?page=2").text
    assert browser.get("/admin/orders/7").status_code == 404


def test_an_order_is_sent_scanned_returned_and_refunded(shop, desk, browser):
    line = order_of(shop).lines[0].id
    assert "Parcel #1001.1 has left" in desk("fulfil", **{f"line-{line}": 1})[0]
    assert order_of(shop).fulfillment_status == "partial"
    assert "Parcel #1001.2 has left" in desk("fulfil")[0]
    first = order_of(shop).parcels[0].id
    assert desk("scan", parcel=first, status="attempted_delivery") == ["Parcel #1001.1: delivery attempted."]
    assert desk("scan", status="out_for_delivery") == ["Parcel #1001.2: out for delivery."]
    assert desk("scan", status="delivered") == ["Parcel #1001.2: delivered."]
    assert [parcel.shipment_status for parcel in order_of(shop).parcels] == ["attempted_delivery", "delivered"]
    assert desk("return") == ["The customer asked to return #1001."]
    assert desk("answer-return", answer="approve") == ["The return of #1001 is now open."]
    assert desk("refund", amount="£10.5") == ["£10.50 of #1001 paid back."]
    assert desk("refund") == ["£172.45 of #1001 paid back."]
    assert order_of(shop).financial_status == "refunded"
    page = browser.get(f"/admin/orders/{order_of(shop).id}").text
    assert "delivery attempted" in page
    assert "Delivered" in page
    assert "Cancel the order" not in page


def test_an_order_is_cancelled_and_paid_back(shop, desk):
    assert desk("cancel") == ["#1001 is cancelled and paid back."]
    assert order_of(shop).cancelled_at is not None
    assert order_of(shop).refunded_pence == order_of(shop).paid_pence


def test_a_parcel_is_called_back_and_the_order_can_be_cancelled_again(shop, desk, browser):
    desk("fulfil")
    here = f"/admin/orders/{order_of(shop).id}"
    assert "Cancel the order" not in browser.get(here).text
    assert "is called back" in desk("recall")[0]
    assert "Cancel the order" in browser.get(here).text
    assert "not sent" in browser.get("/admin/orders").text
    desk("fulfil")
    desk("scan", status="in_transit")
    assert desk("recall") == ["Parcel #1001.2 is with the carrier; it cannot be called back."]


def test_what_cannot_happen_to_an_order_is_refused_in_a_sentence(shop, desk, browser):
    assert desk("scan", status="delivered") == ["Nothing of #1001 has been sent yet."]
    assert desk("return") == ["Nothing of #1001 has been sent yet."]
    assert desk("answer-return", answer="approve") == ["Nobody asked to return anything of #1001."]
    assert desk("refund", amount="much") == ["much is no amount; write 4.95."]
    assert desk("refund", amount="999") == ["So much money of #1001 is not left to refund."]
    assert desk("fulfil", **{"line-x": 1}) == ["Pieces are whole numbers."]
    desk("fulfil")
    assert desk("scan", parcel="7", status="delivered") == ["#1001 has no such parcel."]
    assert "is no scan" in desk("scan", status="dance")[0]
    assert desk("cancel") == ["A parcel of #1001 has left; call it back, or refund it instead."]
    assert browser.post(f"/admin/orders/{order_of(shop).id}/dance").status_code == 404


def test_webhooks_are_listed_sent_again_and_made_worse(served, app):
    browser = served.client()
    assert "Nothing has been sent." in browser.get("/admin/webhooks").text
    served.install()
    served.join()
    assert "1 on the way" in browser.get("/admin/webhooks").text
    assert said(press(browser, "/admin/webhooks/send")) == ["1 taken by the app."]
    page = browser.get("/admin/webhooks").text
    assert "<code>customers/<wbr>create</code>" in page
    again = re.search(r"/admin/webhooks/\d+/again", page)[0]
    assert said(press(browser, again)) == ["Sent once more, with the same id."]
    assert app.topics() == ["customers/create", "customers/create"]
    assert browser.post("/admin/webhooks/7777/again").status_code == 404
    page = press(browser, "/admin/webhooks/switch", name="twice", is_on="1")
    assert "Send everything twice: on" in page.text
    assert served.store.sender.is_on(DUPLICATES)
    press(browser, "/admin/webhooks/switch", name="shuffled", is_on="1")
    press(browser, "/admin/webhooks/switch", name="twice", is_on="0")
    assert (served.store.sender.is_on(DUPLICATES), served.store.sender.is_on(SHUFFLED)) == (False, True)
    assert said(press(browser, "/admin/webhooks/switch", name="rain")) == ["There is no such switch."]
