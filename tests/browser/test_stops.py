"""What a merchant sees stop and wait: a cancelled order drops its review request, a refund postpones one."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from steps import JUMPER, at_the_desk, buy, install, introduce, move, newest_order, outbox, switch_on

from plugin.demo.play import Play

REVIEW = "Review request"


def test_a_cancelled_order_stops_its_review_request_and_a_refund_postpones_one(page: Page, play: Play):
    install(page)
    introduce(page)
    switch_on(page, REVIEW)

    buy(page, "Tom Fraser", JUMPER)
    at_the_desk(page, "Fulfil")
    play.settle()
    expect(outbox(page, "Scheduled", REVIEW).filter(has_text="Tom Fraser").first).to_be_visible()
    newest_order(page)
    page.get_by_role("button", name="Call it back").click()
    page.get_by_role("button", name="Cancel the order").click()
    play.settle()
    dropped = outbox(page, "Not sent", REVIEW).filter(has_text="Tom Fraser").first
    expect(dropped).to_contain_text("Cancelled")
    expect(dropped).to_contain_text("never reached the customer: they were cancelled")

    buy(page, "John Carter", JUMPER)
    at_the_desk(page, "Fulfil", "Delivered")
    move(page, "+1 day")
    newest_order(page)
    page.get_by_role("button", name="Refund", exact=True).click()
    play.settle()
    waits = outbox(page, "Held", REVIEW).filter(has_text="John Carter").first
    expect(waits).to_contain_text("refunded after delivery, so the request waits")
