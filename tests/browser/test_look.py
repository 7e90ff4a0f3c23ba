"""What people see: every page of the admin, of the shopper's and of the development store, for everybody's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import steps
from looks import troubles
from picture_files import picture
from playwright.sync_api import Browser, Page, expect
from polaris_elements import strangers
from walk import admin_pages, opened

from plugin.app import create_app
from plugin.demo.cast import JOHN
from plugin.demo.play import Play

POLARIS = Path(__file__).with_name("polaris.js")
JUMPER = "Fisherman jumper, navy"
STORE = (
    "/", "/apps/encore-listing", "/admin", "/admin/orders", "/admin/themes", "/admin/webhooks", "/shop",
    "/shop/basket", "/shop/checkout", "/shop/customers", "/mailbox", "/nowhere",
)  # fmt: skip
_KEEP_WHAT_IS_SENT = (
    """() => document.addEventListener("formdata", (event) => { window.sent = [...event.formData]; })"""
)
BEHIND = {"/admin/orders": "/admin/orders/", "/shop": "/shop/products/", "/shop/customers": "/shop/account/"}


@pytest.fixture(scope="module")
def lived_in(chromium: Browser, play: Play) -> Play:
    """Installed and switched on by clicks; one jumper was sold, delivered and is asked about, and its buyer
    says what is wrong with it and wants to know what is known about him."""
    page = chromium.new_page(base_url=play.store.address)
    steps.install(page)
    steps.introduce(page)
    steps.switch_on(page, "Thank you", "Review request", "VIP code")
    steps.buy(page, "John Carter", JUMPER)
    play.settle()
    steps.at_the_desk(page, "Fulfil", "Delivered")
    play.store.move_by(days=8)
    play.settle()
    steps.complain(page, _links(play)["review"], picture())
    play.store.post(f"customers/{play.person(JOHN)['id']}/privacy", wish="data")
    play.settle()
    steps.work_out_last_month(page)
    page.close()
    return play


def test_every_page_of_the_admin(page: Page, lived_in: Play):
    app = create_app(lived_in.world.encore)
    assert [one for address, frame in admin_pages(page, app) for one in troubles(page, frame, address)] == []


def test_every_page_for_shoppers(page: Page, lived_in: Play):
    links = _links(lived_in)
    assert sorted(links) == ["preferences", "review", "unsubscribe"]
    addresses = [*links.values(), f"{_home(lived_in)}/s/review/forged", f"{_home(lived_in)}/nowhere"]
    assert [one for address in addresses for one in _troubles_at(page, address)] == []


def test_every_page_of_the_development_store(page: Page, lived_in: Play):
    assert [one for address in _store_addresses(page, lived_in) for one in _troubles_at(page, address)] == []


def test_the_admin_works_with_polaris(page: Page, lived_in: Play):
    page.context.add_init_script(path=POLARIS)
    for address, frame in admin_pages(page, create_app(lived_in.world.encore)):
        assert strangers(frame.content()) == set(), f"{address}: Polaris knows every element and what it says"
        expect(frame.locator("[data-native]"), f"{address}: no field is there twice").to_have_count(0)
    sent = _saved(page, "Answers go to", "post@example.com")
    assert len(sent) == len(dict(sent)), "each field is sent once"
    assert dict(sent)["sender_reply_to"] == "post@example.com"
    assert lived_in.world.shop.settings.sender.reply_to == "post@example.com"
    rows = opened(page, "/app/flows")
    birthday = rows.locator("s-section[heading='Birthday']")
    birthday.get_by_role("button", name="Switch on").click()
    expect(birthday.get_by_role("button", name="Switch off")).to_be_visible()
    assert "birthday" in lived_in.world.shop.flows_on_since


def test_the_admin_can_be_read_without_scripts(chromium: Browser, lived_in: Play):
    page = _without_scripts(chromium, lived_in)
    frame = opened(page, "/app/flows")
    expect(frame.get_by_role("heading", name="Review request")).to_be_visible()
    expect(frame.get_by_role("link", name="Settings")).to_be_visible()
    expect(frame.get_by_text("sent in 30 days").first).to_be_visible()
    page.context.close()


def test_shoppers_need_no_scripts(chromium: Browser, lived_in: Play):
    page, links = _without_scripts(chromium, lived_in), _links(lived_in)
    page.goto(links["review"])
    page.get_by_role("radio", name="4 stars").first.check()
    page.get_by_label("Your review").first.fill("Warm, and it fits.")
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_role("heading", name="Thank you for your review")).to_be_visible()
    page.goto(links["unsubscribe"])
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    page.goto(links["preferences"])
    expect(page.get_by_role("switch", name="E-mails")).not_to_be_checked()
    page.get_by_role("switch", name="E-mails").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    page.context.close()


def _without_scripts(chromium: Browser, play: Play) -> Page:
    return chromium.new_context(base_url=play.store.address, java_script_enabled=False).new_page()


def _saved(page: Page, label: str, text: str) -> list[tuple[str, str]]:
    """What is sent when the settings are saved with another text in that field."""
    frame = opened(page, "/app/settings")
    frame.evaluate(_KEEP_WHAT_IS_SENT)
    frame.get_by_label(label).fill(text)
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("Saved.")).to_be_visible()
    return [(name, value) for name, value in frame.evaluate("sent")]


def _troubles_at(page: Page, address: str) -> Iterator[str]:
    page.goto(address)
    yield from troubles(page, page, address)


def _home(play: Play) -> str:
    return play.world.encore.settings.app_url


def _links(play: Play) -> dict[str, str]:
    """Where the mails to John lead in Encore, by the page's name."""
    texts = "\n".join(str(one["text"]) for one in play.store.get("messages", to=JOHN))
    found = re.finditer(rf"{re.escape(_home(play))}/s/(\w+)/\S+", texts)
    return {one[1]: one[0] for one in found}


def _store_addresses(page: Page, play: Play) -> list[str]:
    """The store's pages while something is in the basket, with one example of each that has an id in its address."""
    steps.basket(page, "John Carter", JUMPER)
    john = play.person(JOHN)["id"]
    behind = [_first(page, listed, path) for listed, path in BEHIND.items()]
    account = f"/shop/account/{john}"
    return [*STORE, *behind, _first(page, account, "/shop/orders/"), f"/mailbox/{john}"]


def _first(page: Page, listed: str, path: str) -> str:
    page.goto(listed)
    return page.locator(f"main a[href^='{path}']").first.get_attribute("href") or path
