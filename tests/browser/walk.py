"""Finds the admin's pages by their links, from Home on: each route once, pages that are added later too."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Frame, Page

from ui.doors import Door

HOME = "/app/"
# Links, and the addresses that forms for looking something up lead to with what they hold.
_LEADS = """() => [
  ...[...document.querySelectorAll(":is(a, s-link, s-button)[href]:not([download], [data-behaviour])")].map((one) =>
    one.getAttribute("href")),
  ...[...document.querySelectorAll("form[method=get]")].map((one) =>
    `${one.getAttribute("action")}?${new URLSearchParams(new FormData(one))}`),
]"""

_FILES = """() => [...document.querySelectorAll("a[href]:is([download], [data-behaviour=picture])")].map((one) =>
  one.getAttribute("href"))"""


def admin_pages(page: Page, app: Flask) -> Iterator[tuple[str, Frame]]:
    """Address and frame of one page of every admin route that is asked by GET. Fails for a route that no page leads
    to."""
    routes, left = app.url_map.bind("localhost"), [HOME]
    unseen = page_routes(app)
    while left and unseen:
        address = left.pop(0)
        name = routes.match(urlsplit(address).path)[0]
        if name not in unseen:
            continue
        unseen.discard(name)
        frame = opened(page, address)
        left += [lead for lead in frame.evaluate(_LEADS) if lead.startswith("/app")]
        unseen -= {routes.match(urlsplit(file).path)[0] for file in frame.evaluate(_FILES)}
        yield address, frame
    assert not unseen, f"no page leads to {sorted(unseen)}"


def page_routes(app: Flask) -> set[str]:
    """The endpoints whose answer to GET is a page for staff; what blocks on Shopify's pages ask is none, nor is a
    picture."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].door is Door.ADMIN  # type: ignore[attr-defined]
        and "GET" in (rule.methods or ())
        and not rule.rule.startswith("/ext/")
        and not rule.rule.endswith(".png")
    }


def opened(page: Page, address: str) -> Frame:
    """The app's page at that address, in the admin's frame."""
    page.goto(f"/admin/apps/encore{address}")
    frame = page.frame(name="app")
    assert frame is not None
    frame.wait_for_selector("main h1")
    return frame
