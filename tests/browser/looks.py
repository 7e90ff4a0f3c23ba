"""Looks at a page as people with other eyes, screens and scripts do, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 380, "height": 800}
# Our stylesheets promise a contrast of 7:1. The dark has other colours, the other direction only other places.
MODES = (
    ("light", "ltr", {"rules": {"color-contrast-enhanced": {"enabled": True}}}),
    ("dark", "ltr", {"runOnly": ["cat.color"]}),
    ("light", "rtl", {"rules": {"color-contrast": {"enabled": False}}}),
)
# Frames are looked at on their own; of a mail's HTML, which a sandbox keeps from scripts, the compose tests speak.
_RUN = """(rules) =>
  axe.run(document, { iframes: false, resultTypes: ["violations"], ...rules }).then((found) => found.violations)"""
_UNFOLD = "() => { for (const one of document.querySelectorAll('details')) one.open = true; }"
_TURN = "(direction) => { document.documentElement.dir = direction; }"
_TOO_WIDE = """() => {
  const page = document.documentElement;
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.scrollWidth > page.clientWidth);
  return page.scrollWidth > page.clientWidth ? wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) : null;
}"""


def troubles(page: Page, shown: Page | Frame, name: str) -> Iterator[str]:
    """What axe finds on a page in light, dark and right-to-left, and what does not fit on a phone. `page` is the
    window, `shown` the document in it, whose folded parts are opened."""
    shown.evaluate(AXE_SCRIPT)
    shown.evaluate(_UNFOLD)
    for scheme, direction, rules in MODES:
        page.emulate_media(color_scheme=scheme)
        shown.evaluate(_TURN, direction)
        for one in shown.evaluate(_RUN, rules):
            yield f"{name}, {scheme} {direction}: {_said(one)}"
    page.set_viewport_size(NARROW)
    for direction in ("rtl", "ltr"):
        shown.evaluate(_TURN, direction)
        wide = shown.evaluate(_TOO_WIDE)
        if wide is not None:
            yield f"{name}, {direction}: wider than 380 px because of {wide}"
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")


def _said(violation: dict[str, Any]) -> str:
    places = [f"{' '.join(map(str, node['target']))} {node['html'][:160]}" for node in violation["nodes"][:3]]
    return f"{violation['id']} ({violation['help']}): {'; '.join(places)}"
