"""What a person does in the two programs: installs, switches on, buys, sends parcels, reads, moves the clock."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import FrameLocator, Locator, Page, expect

JUMPER, SOCKS = "Fisherman jumper, navy", "Sea boot socks"


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


def birthday(page: Page, name: str, on: date) -> None:
    page.goto("/shop/customers")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Birthday").fill(on.replace(year=1992).isoformat())
    page.get_by_role("button", name="Keep the birthday").click()


def work_out_last_month(page: Page) -> None:
    page.goto("/admin/apps/encore/app/flows/thank_you")
    app = frame_of(page)
    app.get_by_role("button", name="Work out last month").click()
    expect(app.get_by_text("would have been sent")).to_be_visible(timeout=120_000)


def buy(page: Page, name: str, title: str) -> None:
    basket(page, name, title)
    page.get_by_label("Send me offers by e-mail").check()
    page.get_by_label("Send me offers by text").check()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name=re.compile("Order #"))).to_be_visible()


def complain(page: Page, review_link: str, photo: bytes) -> None:
    """Two stars with a picture, and what is wrong: it opens a case."""
    page.goto(review_link)
    page.get_by_role("radio", name="2 stars").first.check()
    page.get_by_label("Pictures").first.set_input_files(
        {"name": "sleeve.jpg", "mimeType": "image/jpeg", "buffer": photo}  # type: ignore[arg-type]
    )
    page.get_by_label("What the shop should put right").fill("A sleeve is loose.")
    page.get_by_role("button", name="Send review").click()


def basket(page: Page, name: str, title: str) -> None:
    page.goto("/shop")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Put it into the basket").click()
    page.goto("/shop/checkout")
    page.get_by_label("A customer of this demo").check()
    choice = page.locator("select[name=customer]")
    choice.select_option(choice.locator("option", has_text=name).first.get_attribute("value"))


def grant_reports(page: Page) -> None:
    """Declined first, then granted; what was typed elsewhere on the page stays."""
    menu(page, "Settings")
    app = frame_of(page)
    app.get_by_label("Name", exact=True).fill("Half-typed")
    for answer, said in (("Don’t allow", "You can ask here again"), ("Allow", "from tomorrow on")):
        app.get_by_role("button", name="Ask for the permission").click()
        page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).click()
        expect(app.get_by_role("status").get_by_text(said)).to_be_visible()
    expect(app.locator("#marketing").get_by_text("Granted", exact=True)).to_be_visible(timeout=60_000)
    expect(app.get_by_label("Name", exact=True)).to_have_value("Half-typed")


def show_in_the_theme(page: Page, *blocks: str) -> None:
    """These blocks of the theme extension and no others."""
    page.goto("/admin/themes")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    for name in blocks:
        page.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"{len(blocks)} blocks are on the shop’s pages.")).to_be_visible()


def try_code(page: Page, name: str, code: str, *, accepted: bool) -> None:
    basket(page, name, SOCKS)
    page.get_by_label("Discount code").fill(code)
    page.get_by_role("button", name="Try the code").click()
    if accepted:
        expect(page.get_by_text("The code works")).to_be_visible()
    else:
        expect(page.locator("#refusal")).to_be_visible()


def mailbox(page: Page, name: str) -> None:
    page.goto("/mailbox")
    page.get_by_role("link", name=name, exact=True).first.click()


def newest_code(page: Page, name: str, begins: str) -> str:
    mailbox(page, name)
    found = re.search(rf"{begins}-[A-Z0-9]{{8}}", page.locator(".phone").inner_text())
    assert found, f"a {begins} code is on the phone"
    return found[0]


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


def _turn(within: FrameLocator, lead: Locator) -> None:
    """Clicks, and waits until the answer has taken the place of what was there: the same page looks the same."""
    within.locator("main").evaluate("(main) => { main.dataset.before = ''; }")
    lead.click()
    expect(within.locator("main[data-before]")).to_have_count(0)


def open_app(page: Page) -> None:
    page.goto("/admin")
    expect(frame_of(page).get_by_role("heading", level=1)).to_be_visible()


def outbox(page: Page, tab: str, flow: str) -> Locator:
    """The rows of a tab of the outbox, of one flow, as the merchant filters them."""
    open_app(page)
    menu(page, "Outbox")
    within = frame_of(page)
    tabs = within.get_by_role("navigation", name="Messages by what became of them")
    _turn(within, tabs.get_by_role("link", name=tab))
    expect(within.get_by_role("link", name=tab)).to_have_attribute("aria-current", "true")
    within.get_by_label("Flow").select_option(label=flow)
    _turn(within, within.get_by_role("button", name="Show", exact=True))
    expect(within.locator("select[name=flow] option[selected]")).to_have_text(flow)
    return within.get_by_role("row")
