"""A merchant takes the larger plan on the page that Shopify hosts, and goes back to the free one; and answers what
Encore asks Shopify for."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Page, expect
from steps import frame_of, grant_reports, install, menu

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


def test_the_same_by_approving_an_offer_and_a_decline_changes_nothing(page: Page, play: Play):
    """The Billing API instead of the page that Shopify hosts. The shop is installed by the test before."""
    encore = play.world.encore
    encore.settings = replace(encore.settings, billing="api", has_test_charges=True)
    page.goto("/admin/apps/encore/app/plan")
    app = frame_of(page)

    app.get_by_role("button", name="Choose Growth").click()
    app.get_by_role("link", name="Approve it at Shopify").click()
    page.get_by_role("button", name="Decline").click()
    expect(frame_of(page).get_by_text("You declined the paid plan.")).to_be_visible()
    expect(frame_of(page).get_by_text("0 of 300 promotional messages")).to_be_visible()

    app.get_by_role("button", name="Choose Growth").click()
    app.get_by_role("link", name="Approve it at Shopify").click()
    page.get_by_role("button", name="Approve").click()
    expect(frame_of(page).get_by_text("Your plan has no limit.")).to_be_visible()

    app.get_by_role("button", name="Go back to Free").click()
    app.get_by_role("button", name="Yes, do it").click()
    expect(frame_of(page).get_by_text("You are on the free plan now.")).to_be_visible()
    play.settle()


def test_a_permission_is_asked_for_in_shopifys_own_dialog(page: Page, play: Play):
    page.goto("/admin")
    if page.get_by_text("is not installed").count():
        install(page)
    grant_reports(page)
    play.settle()
