"""What people do in the two programs, as clicks: the merchant in the app's frame, the shopper in the storefront."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Page, expect


def install(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="App store").or_(page.get_by_role("link", name="the listing")).first.click()
    page.get_by_role("button", name="Install").click()
    expect(frame_of(page).get_by_role("heading", level=1)).to_be_visible()


def introduce(page: Page) -> None:
    """What the law asks for: who writes, and the wordings of consent."""
    menu(page, "Settings")
    app = frame_of(page)
    app.get_by_label("Postal address").fill("12 Example Quay, London SE1 9AA")
    for label in app.get_by_label(re.compile("wording", re.I)).all():
        if label.get_attribute("type") != "date":
            label.fill("Text me offers, at most four a month. Reply STOP to end.")
    for label in app.locator("input[type=date]").all():
        label.fill("2023-01-01")
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_role("status").get_by_text(re.compile("saved", re.I))).to_be_visible()


def switch_on(page: Page, *titles: str) -> None:
    menu(page, "Flows")
    app = frame_of(page)
    for title in titles:
        row = app.locator("s-section", has=app.get_by_role("heading", name=title, exact=True))
        row.get_by_role("button", name="Switch on").click()
        expect(row.get_by_role("button", name="Switch off")).to_be_visible()


def buy(page: Page, name: str, title: str) -> None:
    basket(page, name, title)
    page.get_by_label("Send me offers by e-mail").check()
    page.get_by_label("Send me offers by text").check()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name=re.compile("Order #"))).to_be_visible()


def basket(page: Page, name: str, title: str) -> None:
    page.goto("/shop")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Put it into the basket").click()
    page.goto("/shop/checkout")
    page.get_by_label("A customer of this demo").check()
    choice = page.locator("select[name=customer]")
    choice.select_option(choice.locator("option", has_text=name).first.get_attribute("value"))


def mailbox(page: Page, name: str) -> None:
    page.goto("/mailbox")
    page.get_by_role("link", name=name, exact=True).first.click()


def newest_order(page: Page) -> None:
    page.goto("/admin/orders")
    page.locator("table a[href^='/admin/orders/']").first.click()


def at_the_desk(page: Page, *buttons: str) -> None:
    newest_order(page)
    for button in buttons:
        page.get_by_role("button", name=button, exact=True).first.click()


def move(page: Page, by: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=by).click()
    expect(page.get_by_role("button", name=by)).to_be_visible(timeout=240_000)


def menu(page: Page, title: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
    expect(frame_of(page).get_by_role("heading", level=1, name=title)).to_be_visible()


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")
