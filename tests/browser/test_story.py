"""The whole story, clicked: installed from the listing, switched on, bought, thanked, rewarded, refused."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect
from steps import (
    JUMPER,
    at_the_desk,
    birthday,
    buy,
    install,
    introduce,
    mailbox,
    move,
    newest_code,
    switch_on,
    try_code,
)

from plugin.demo.play import Play


def test_from_the_listing_to_a_code_that_works_once_and_a_birthday_that_ends_at_midnight(page: Page, play: Play):
    install(page)
    introduce(page)
    switch_on(page, "Thank you", "Review request", "VIP code", "Birthday")
    birthday(page, "John Carter", date(2026, 4, 20))

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
    code = newest_code(page, "John Carter", "VIPCUSTOMER")
    try_code(page, "Jane Okafor", code, accepted=False)
    try_code(page, "John Carter", code, accepted=True)
    page.get_by_role("button", name="Place the order").click()
    try_code(page, "John Carter", code, accepted=False)

    while play.store.now().date() < date(2026, 4, 20):
        move(page, "+1 day")
    gift = newest_code(page, "John Carter", "BDAYJOHN")
    try_code(page, "John Carter", gift, accepted=True)
    move(page, "+1 day")
    try_code(page, "John Carter", gift, accepted=False)
