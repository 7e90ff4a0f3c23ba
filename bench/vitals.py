"""What Chromium says about the app's pages in the admin's frame: LCP and CLS of a load, INP of clicks on real
controls, by its own performance entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Frame, Page

from tests.browser.walk import opened

SETTLED_MS = 400  # after the load: late shifts and a late largest paint are seen
# (page, the texts of what is clicked on it one after another)
CONTROLS: Sequence[tuple[str, Sequence[str]]] = (
    ("/app/", ("Pause all sending", "Resume sending")),
    ("/app/flows", ("Switch off", "Yes, do it", "Switch on")),
    ("/app/flows/review_request", ("Show",)),
    ("/app/messages/review_request", ("Order number", "Discard")),
    ("/app/outbox?state=sent", ("Show",)),
    ("/app/settings", ("Save",)),
)
_WATCH = """() => {
  const seen = (window.seen = { lcp: 0, cls: 0, inp: 0 });
  const on = (type, take, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", (one) => (seen.lcp = one.startTime));
  on("layout-shift", (one) => (seen.cls += one.hadRecentInput ? 0 : one.value));
  on("event", (one) => one.interactionId && (seen.inp = Math.max(seen.inp, one.duration)), { durationThreshold: 16 });
}"""


@dataclass(frozen=True, slots=True)
class Load:
    lcp_ms: float
    cls: float


def load(page: Page, address: str, rounds: int) -> Load:
    """The median LCP and the largest CLS of that many loads."""
    found = [_seen(opened(page, address)) for _ in range(rounds)]
    return Load(median(one["lcp"] for one in found), max(one["cls"] for one in found))


def inp_ms(page: Page, address: str, clicked: Sequence[str]) -> float:
    """The longest from a click to what it changed on the screen. 0 is one too short for Chromium to tell (16 ms)."""
    frame = opened(page, address)
    frame.evaluate(_WATCH)
    for text in clicked:
        frame.get_by_role("button", name=text).first.click()
        page.wait_for_timeout(SETTLED_MS)
    return float(frame.evaluate("seen.inp"))


def _seen(frame: Frame) -> dict[str, Any]:
    frame.evaluate(_WATCH)
    frame.page.wait_for_timeout(SETTLED_MS)
    seen: dict[str, Any] = frame.evaluate("seen")
    assert seen["lcp"], "Chromium saw a largest paint"
    return seen
