"""One customer in a real browser: found by an address, followed to their past, taken along as a file, erased."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect

from plugin.demo.play import Play

ADDRESS = "ada.singh@example.com"


def test_a_customer_is_found_exported_with_the_id_token_and_erased(page: Page, play: Play):
    app = _installed(page)
    play.sell(play.person(ADDRESS), "Sea boot socks")
    page.get_by_role("navigation").get_by_role("link", name="Customers", exact=True).click()
    app.get_by_label("Find one customer").fill(ADDRESS.upper())
    app.get_by_role("button", name="Find").click()
    expect(app.get_by_role("heading", level=1, name="Ada Singh")).to_be_visible()
    expect(app.get_by_text("1 × Sea boot socks")).to_be_attached()

    with page.expect_download() as coming:
        app.get_by_role("link", name="Export their data").click()
    held = json.loads(Path(coming.value.path()).read_bytes())
    assert coming.value.suggested_filename.startswith("customer-")
    assert held["customers"][0]["email"] == ADDRESS
    assert held["orders"][-1]["lines"] == [{"title": "Sea boot socks", "quantity": 1}]

    app.get_by_role("link", name="Erase…").click()
    app.get_by_role("button", name="Erase for good").click()
    expect(app.get_by_role("heading", level=1, name="Customers")).to_be_visible()
    expect(app.get_by_text("Ada Singh")).to_have_count(0)
    assert ADDRESS not in page.url


def _installed(page: Page) -> FrameLocator:
    page.goto("/apps/encore-listing")
    page.get_by_role("button", name="Install").click()
    app = page.frame_locator("iframe")
    expect(app.get_by_role("heading", level=1)).to_be_visible()
    return app
