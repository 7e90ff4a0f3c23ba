"""The pictures of the README, taken anew: `make pictures`. Two real programs, clicked as a merchant would."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from steps import (
    JUMPER,
    at_the_desk,
    birthday,
    buy,
    frame_of,
    install,
    introduce,
    mailbox,
    menu,
    move,
    open_app,
    switch_on,
)  # fmt: skip

from plugin.demo.check import playing
from plugin.demo.play import Play

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROOM = {"width": 1280, "height": 860}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, playing(Path(folder)) as play, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=play.store.address, viewport=ROOM)
        page.set_default_timeout(30_000)
        _act(page, play)
        browser.close()


def _act(page: Page, play: Play) -> None:
    install(page)
    introduce(page)
    switch_on(page, "Thank you", "Review request", "VIP code", "Birthday")
    birthday(page, "John Carter", (play.store.now() + timedelta(days=22)).date())
    buy(page, "John Carter", JUMPER)
    play.settle()
    mailbox(page, "John Carter")
    page.frame_locator("iframe[title^='Mail:']").first.get_by_text(JUMPER).first.wait_for()
    _take(page, "mailbox")
    at_the_desk(page, "Fulfil", "Delivered")
    for _week in range(3):
        move(page, "+7 days")
    for name in ("Tom Fraser", "Priya Raman"):
        buy(page, name, JUMPER)
    play.settle()
    move(page, "+1 hour")
    open_app(page)
    _take(page, "home")
    app = frame_of(page)
    menu(page, "Outbox")
    app.get_by_role("link", name="All", exact=True).click()
    expect(app.get_by_role("link", name="All", exact=True)).to_have_attribute("aria-current", "true")
    _take(page, "outbox")
    menu(page, "Flows")
    app.locator("#flow-vip_code").get_by_role("link", name="Open").click()
    expect(app.get_by_role("heading", level=1)).to_have_text("VIP code")
    john = app.locator("#customer option", has_text="John Carter").first.get_attribute("value")
    app.locator("#customer").select_option(john)
    app.locator("#preview").get_by_role("button", name="Show").click()
    expect(app.get_by_role("heading", level=1)).to_contain_text("90 days")
    _take(page, "preview")


def _take(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(4_500)  # toasts go, live parts come to rest
    page.screenshot(path=DOCS / f"{name}.png")
    print(f"docs/{name}.png")


if __name__ == "__main__":
    main()
