"""A merchant takes the larger plan on the page that Shopify hosts, and goes back to the free one."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from steps import frame_of, install, menu

from plugin.demo.play import Play


def test_up_and_down_again(page: Page, play: Play):
    install(page)
    menu(page, "Plan")
    app = frame_of(page)
    expect(app.get_by_text("0 of 300 promotional messages")).to_be_visible()

    app.get_by_role("link", name="Change to Growth at Shopify").click()
    page.get_by_role("button", name="Choose Encore Growth").click()
    page.get_by_role("button", name="Approve").click()
    expect(frame_of(page).get_by_text("Your plan has no limit.")).to_be_visible()

    page.goto("/admin/charges/encore/pricing_plans")
    page.get_by_role("button", name="Choose Encore Free").click()
    expect(frame_of(page).get_by_text("0 of 300 promotional messages")).to_be_visible()
    play.settle()
