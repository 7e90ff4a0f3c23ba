"""The storefront's pages and buttons, as a browser without scripts uses them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from devstore.doings import codes
from devstore.model.kept import metafield
from devstore.model.orders import Order
from devstore.model.people import Customer


@pytest.fixture
def browser(shop):
    return shop.client()


def said(page):
    """The sentences that a page shows after a button."""
    return re.findall(r'<p class="note[^>]*>([^<]*)', page.get_data(as_text=True))


def press(browser, address, **fields):
    return browser.post(address, data=fields, follow_redirects=True)


def orders(shop):
    with shop.store.database.read() as session:
        return list(session.scalars(select(Order).order_by(Order.number)))


def customer(shop, number):
    with shop.store.database.read() as session:
        return session.get(Customer, number)


def fill(shop, browser, pieces=1):
    return press(browser, "/shop/basket/add", variant=shop.variants[0], pieces=pieces)


def code_for(shop, owner, code="JOHN-1"):
    with shop.act() as act:
        ends = act.at + timedelta(days=14)
        codes.create(act, codes.NewCode(code, code, act.at, ends, 0.2, usage_limit=1, customer_ids=(owner.id,)))


def test_the_shelves_show_what_is_on_sale_and_for_whom(shop, browser):
    page = browser.get("/shop").text
    assert "Blue jumper" in page
    assert "/pictures/blue-jumper.svg" in page
    assert "£89.00" in page
    assert "Blue jumper" in browser.get("/shop?for=men").text
    assert "nothing on this shelf" in browser.get("/shop?for=kids").text


def test_a_product_goes_into_the_basket_and_out_again(shop, browser):
    assert "Put it into the basket" in browser.get("/shop/products/blue-jumper").text
    assert browser.get("/shop/products/nothing").status_code == 404
    assert said(fill(shop, browser, 2)) == ["Blue jumper, S, is in the basket."]
    first = shop.variants[0]
    assert "£267.00" in press(browser, "/shop/basket", **{f"variant-{first}": 3}).text
    page = press(browser, "/shop/basket", **{f"variant-{first}": 3, "without": first})
    assert "The basket is empty." in page.text
    assert said(press(browser, "/shop/basket/add", variant="1", pieces=1)) == ["That is not for sale any more."]
    assert said(press(browser, "/shop/basket/add", variant="x", pieces=1)) == ["variant must be a whole number."]
    assert said(fill(shop, browser, 0)) == ["Choose one piece or more."]


def test_a_customer_of_the_demo_buys_and_says_yes_to_offers(shop, browser):
    john = shop.join()
    fill(shop, browser)
    page = press(browser, "/shop/checkout", who="known", customer=john.id, wants=["email", "sms"], do="order")
    assert said(page) == ["Thank you! Order #1001 is placed and paid."]
    assert "We are packing it." in page.text
    assert [order.customer_id for order in orders(shop)] == [john.id]
    row = customer(shop, john.id)
    assert (row.email_state, row.sms_state) == ("subscribed", "subscribed")
    assert "Basket (0)" in page.text
    assert "John Carter" in browser.get("/shop").text


def test_a_guest_buys_with_an_address_or_a_number_of_their_own(shop, browser):
    fill(shop, browser)
    guest = {"who": "new", "first_name": "Ann", "phone": "+49 1555 0000106", "place": "Berlin", "do": "order"}
    press(browser, "/shop/checkout", **guest)
    order = orders(shop)[0]
    assert (order.phone, order.locale, order.address["country_code"]) == ("+4915550000106", "de", "DE")
    assert order.customer.sms_state == "not_subscribed"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"who": "new"}, "Give an e-mail address or a phone number, so that the order can be confirmed."),
        ({"who": "new", "email": "ann"}, "ann is no e-mail address."),
        ({"who": "new", "phone": "07400"}, "Write the phone number with its country, as in +44 7400 100101."),
        ({"who": "known", "customer": ""}, "Choose who buys."),
        ({"who": "known", "customer": "7"}, "There is no customer 7."),
    ],
)
def test_an_order_of_nobody_is_refused_and_what_was_typed_stays(shop, browser, fields, sentence):
    fill(shop, browser)
    page = press(browser, "/shop/checkout", **fields, first_name="Ann", do="order")
    assert (page.status_code, said(page)) == (422, [sentence])
    assert 'value="Ann"' in page.text
    assert orders(shop) == []


def test_a_code_works_for_its_owner_once_and_is_refused_in_a_sentence(shop, browser):
    john, jane = shop.join(), shop.join("Jane", "jane@example.com", None)
    code_for(shop, john)
    fill(shop, browser)
    for_jane = press(browser, "/shop/checkout", who="known", customer=jane.id, code="john-1", do="price")
    assert (for_jane.status_code, said(for_jane)) == (422, ["JOHN-1 belongs to somebody else."])
    tried = press(browser, "/shop/checkout", who="known", customer=john.id, code="john-1", do="price")
    assert said(tried) == ["The code works: £17.80 off."]
    assert "£76.15" in tried.text
    press(browser, "/shop/checkout", who="known", customer=john.id, code="john-1", do="order")
    assert [(order.code, order.paid_pence) for order in orders(shop)] == [("JOHN-1", 7615)]
    fill(shop, browser)
    again = press(browser, "/shop/checkout", who="known", customer=john.id, code="JOHN-1", do="order")
    assert (again.status_code, said(again)) == (422, ["JOHN-1 has been used already."])


def test_the_checkout_of_an_empty_basket_leads_to_the_shelves(browser):
    page = browser.get("/shop/checkout", follow_redirects=True)
    assert page.request.path == "/shop"
    assert said(page) == ["The basket is empty. Put something in first."]


def test_links_in_messages_lead_to_pages(shop, browser):
    john = shop.join()
    order = shop.order(john)
    for address, leads_to in {
        "/products/blue-jumper": "/shop/products/blue-jumper",
        "/collections/men": "/shop?for=men",
        "/collections/all": "/shop",
        "/discount/JOHN-1?redirect=/collections/men": "/collections/men",
        "/discount/JOHN-1?redirect=//evil.example.com": "/shop",
        "/discount/JOHN-1?redirect=https://evil.example.com": "/shop",
        "/cart": "/shop/basket",
        f"/cart/{shop.variants[0]}:2?discount=JOHN-1": "/shop/basket",
        "/account": "/shop/customers",
        order.status_url.removeprefix("https://blue-jumps.myshopify.com"): f"/shop/orders/{order.token}",
    }.items():
        assert browser.get(address).location == leads_to, address
    assert "£178.00" in browser.get("/shop/basket").text
    assert 'value="JOHN-1"' in browser.get("/shop/checkout").text
    assert browser.get("/cart/1:2:3").status_code == 404
    assert browser.get(f"/7/orders/{order.token}/authenticate").status_code == 404
    assert browser.get("/shop/orders/nothing").status_code == 404


def test_one_shops_as_a_customer_and_stops(shop, browser):
    john = shop.join()
    assert "John Carter" in browser.get("/shop/customers").text
    page = press(browser, f"/shop/customers/{john.id}/sign-in")
    assert page.request.path == f"/shop/account/{john.id}"
    assert browser.get("/account").location == f"/shop/account/{john.id}"
    press(browser, "/shop/customers/sign-out")
    assert browser.get("/account").location == "/shop/customers"
    assert said(press(browser, "/shop/customers/7/sign-in")) == ["There is no customer 7."]


def test_the_account_takes_consent_birthday_language_and_wishes(shop, browser):
    john = shop.join()
    here = f"/shop/account/{john.id}"
    assert "None yet." in browser.get(here).text
    yes = press(browser, f"{here}/consent", channel="sms", state="subscribed")
    assert said(yes) == ["John Carter now gets offers by text."]
    press(browser, f"{here}/consent", channel="email", state="unsubscribed")
    row = customer(shop, john.id)
    assert (row.sms_state, row.email_state) == ("subscribed", "unsubscribed")
    assert said(press(browser, f"{here}/consent", channel="email", state="redacted")) == ["Say yes or no."]
    assert said(press(browser, f"{here}/birthday", born="1990-05-31")) == ["The birthday is 31 May."]
    with shop.store.database.read() as session:
        assert metafield(session, row.gid, "facts", "birth_date").value == "1990-05-31"
    assert "as a date" in said(press(browser, f"{here}/birthday", born="soon"))[0]
    press(browser, f"{here}/language", locale="de")
    assert customer(shop, john.id).locale == "de"
    assert said(press(browser, f"{here}/language", locale="xx")) == ["Choose one of the languages."]
    assert "asked for the data" in said(press(browser, f"{here}/privacy", wish="data"))[0]
    assert "erase in ten days" in said(press(browser, f"{here}/privacy", wish="erase"))[0]
    assert said(press(browser, f"{here}/privacy", wish="gold")) == ["Ask for the data, or to be erased."]
    assert browser.get("/shop/account/7").status_code == 404
