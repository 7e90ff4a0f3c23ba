"""The whole story, clicked: installed from the listing, switched on, bought, thanked, rewarded, refused, stopped."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect
from steps import at_the_desk, basket, buy, install, introduce, mailbox, move, switch_on

from plugin.demo.play import Play

JUMPER, SOCKS = "Fisherman jumper, navy", "Sea boot socks"


def test_from_the_listing_to_a_code_that_works_once_and_a_birthday_that_ends_at_midnight(page: Page, play: Play):
    install(page)
    introduce(page)
    switch_on(page, "Thank you", "Review request", "VIP code", "Birthday")
    _birthday(page, "John Carter", date(2026, 4, 20))

    buy(page, "John Carter", JUMPER)
    play.settle()
    mailbox(page, "John Carter")
    expect(page.get_by_text("Thank you").first).to_be_visible()
    mail = page.frame_locator("iframe[title^='Mail:']").first
    expect(mail.get_by_text(JUMPER).first).to_be_visible()
    expect(page.locator(".bubble").first).to_contain_text("Thank you for your purchase John!")

    at_the_desk(page, "Fulfil", "Delivered")
    for by in ("+7 days", "+7 days", "+7 days", "+1 hour"):
        move(page, by)
    code = _newest_code(page, "John Carter", "VIPCUSTOMER")
    _try_code(page, "Jane Okafor", code, accepted=False)
    _try_code(page, "John Carter", code, accepted=True)
    page.get_by_role("button", name="Place the order").click()
    _try_code(page, "John Carter", code, accepted=False)

    while play.store.now().date() < date(2026, 4, 20):
        move(page, "+1 day")
    gift = _newest_code(page, "John Carter", "BDAYJOHN")
    _try_code(page, "John Carter", gift, accepted=True)
    move(page, "+1 day")
    _try_code(page, "John Carter", gift, accepted=False)


def _birthday(page: Page, name: str, on: date) -> None:
    page.goto("/shop/customers")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Birthday").fill(on.replace(year=1992).isoformat())
    page.get_by_role("button", name="Keep the birthday").click()


def _try_code(page: Page, name: str, code: str, *, accepted: bool) -> None:
    basket(page, name, SOCKS)
    page.get_by_label("Discount code").fill(code)
    page.get_by_role("button", name="Try the code").click()
    if accepted:
        expect(page.get_by_text("The code works")).to_be_visible()
    else:
        expect(page.locator("#refusal")).to_be_visible()


def _newest_code(page: Page, name: str, begins: str) -> str:
    mailbox(page, name)
    found = re.search(rf"{begins}-[A-Z0-9]{{8}}", page.locator(".phone").inner_text())
    assert found, f"a {begins} code is on the phone"
    return found[0]
