"""The whole story, clicked: installed from the listing, switched on, bought, thanked, rewarded, refused, stopped."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import FrameLocator, Page, expect

from plugin.demo.play import Play

JUMPER, SOCKS = "Fisherman jumper, navy", "Sea boot socks"


def test_from_the_listing_to_a_code_that_works_once_and_a_birthday_that_ends_at_midnight(page: Page, play: Play):
    _install(page)
    _introduce(page)
    _switch_on(page, "Thank you", "Review request", "VIP code", "Birthday")
    _birthday(page, "John Carter", date(2026, 4, 20))

    _buy(page, "John Carter", JUMPER)
    play.settle()
    mailbox = _mailbox(page, "John Carter")
    expect(mailbox.get_by_text("Thank you").first).to_be_visible()
    mail = page.frame_locator("iframe[title^='Mail:']").first
    expect(mail.get_by_text(JUMPER).first).to_be_visible()
    expect(page.locator(".bubble").first).to_contain_text("Thank you for your purchase John!")

    _at_the_desk(page, "Fulfil", "Delivered")
    for by in ("+7 days", "+7 days", "+7 days", "+1 hour"):
        _move(page, by)
    code = _newest_code(page, "John Carter", "VIPCUSTOMER")
    _try_code(page, "Jane Okafor", code, accepted=False)
    _try_code(page, "John Carter", code, accepted=True)
    page.get_by_role("button", name="Place the order").click()
    _try_code(page, "John Carter", code, accepted=False)

    while play.store.now().date() < date(2026, 4, 20):
        _move(page, "+1 day")
    gift = _newest_code(page, "John Carter", "BDAYJOHN")
    _try_code(page, "John Carter", gift, accepted=True)
    _move(page, "+1 day")
    _try_code(page, "John Carter", gift, accepted=False)


def _install(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="App store").or_(page.get_by_role("link", name="the listing")).first.click()
    page.get_by_role("button", name="Install").click()
    expect(_app(page).get_by_role("heading", level=1)).to_be_visible()


def _introduce(page: Page) -> None:
    """What the law asks for: who writes, and the wordings of consent."""
    _menu(page, "Settings")
    app = _app(page)
    app.get_by_label("Postal address").fill("12 Example Quay, London SE1 9AA")
    for label in app.get_by_label(re.compile("wording", re.I)).all():
        if label.get_attribute("type") != "date":
            label.fill("Text me offers, at most four a month. Reply STOP to end.")
    for label in app.locator("input[type=date]").all():
        label.fill("2023-01-01")
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_role("status").get_by_text(re.compile("saved", re.I))).to_be_visible()


def _switch_on(page: Page, *titles: str) -> None:
    _menu(page, "Flows")
    app = _app(page)
    for title in titles:
        row = app.locator("s-section", has=app.get_by_role("heading", name=title, exact=True))
        row.get_by_role("button", name="Switch on").click()
        expect(row.get_by_role("button", name="Switch off")).to_be_visible()


def _birthday(page: Page, name: str, on: date) -> None:
    page.goto("/shop/customers")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Birthday").fill(on.replace(year=1992).isoformat())
    page.get_by_role("button", name="Keep the birthday").click()


def _buy(page: Page, name: str, title: str) -> None:
    _basket(page, name, title)
    page.get_by_label("Send me offers by e-mail").check()
    page.get_by_label("Send me offers by text").check()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name=re.compile("Order #"))).to_be_visible()


def _basket(page: Page, name: str, title: str) -> None:
    page.goto("/shop")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Put it into the basket").click()
    page.goto("/shop/checkout")
    page.get_by_label("A customer of this demo").check()
    choice = page.locator("select[name=customer]")
    choice.select_option(choice.locator("option", has_text=name).first.get_attribute("value"))


def _try_code(page: Page, name: str, code: str, *, accepted: bool) -> None:
    _basket(page, name, SOCKS)
    page.get_by_label("Discount code").fill(code)
    page.get_by_role("button", name="Try the code").click()
    if accepted:
        expect(page.get_by_text("The code works")).to_be_visible()
    else:
        expect(page.locator("#refusal")).to_be_visible()


def _mailbox(page: Page, name: str) -> Page:
    page.goto("/mailbox")
    page.get_by_role("link", name=name, exact=True).first.click()
    return page


def _newest_code(page: Page, name: str, begins: str) -> str:
    _mailbox(page, name)
    found = re.search(rf"{begins}-[A-Z0-9]{{8}}", page.locator(".phone").inner_text())
    assert found, f"a {begins} code is on the phone"
    return found[0]


def _newest_order(page: Page) -> None:
    page.goto("/admin/orders")
    page.locator("table a[href^='/admin/orders/']").first.click()


def _at_the_desk(page: Page, *buttons: str) -> None:
    _newest_order(page)
    for button in buttons:
        page.get_by_role("button", name=button, exact=True).first.click()


def _move(page: Page, by: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=by).click()
    expect(page.get_by_role("button", name=by)).to_be_visible(timeout=240_000)


def _menu(page: Page, title: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
    expect(_app(page).get_by_role("heading", level=1, name=title)).to_be_visible()


def _app(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")
