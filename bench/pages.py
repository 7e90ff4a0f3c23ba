"""P11: the admin's pages of the demo shop, two years old and in use. `python -m bench.pages [REQUESTS]`: what a page
costs the server (p95 of 50 requests one after another), and LCP, CLS and INP in Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from playwright.sync_api import Page, sync_playwright

from bench.vitals import CONTROLS, inp_ms, load
from plugin.app import create_app
from plugin.demo.build import move_in
from plugin.demo.check import playing
from plugin.demo.play import Bought, Play
from tests.browser.steps import complain, work_out_last_month
from tests.browser.walk import admin_pages
from tests.picture_files import picture

SERVER_MS, LCP_MS, CLS, INP_MS = 150, 1000, 0.02, 100
LOADS = 5
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def main(asked: int = 50) -> None:
    with tempfile.TemporaryDirectory(prefix="encore-pages-") as name, playing(Path(name)) as play:
        asked_of = _live(play)
        with _chromium(play) as page:
            complain(page, play.follow(play.arrived("review_request", asked_of, "email"), "/s/review/"), picture())
            play.settle()
            work_out_last_month(page)
            addresses = [address for address, _ in admin_pages(page, create_app(play.world.encore))]
            server = {address: _p95_ms(play, address, asked) for address in addresses}
            loads = {address: load(page, address, LOADS) for address in addresses}
            inps = {address: inp_ms(page, address, clicked) for address, clicked in CONTROLS}
    for address in addresses:
        seen = loads[address]
        print(f"   {server[address]:4.0f} ms  LCP {seen.lcp_ms:4.0f} ms  CLS {seen.cls:.3f}  {address}")
    for address, took in inps.items():
        print(f"   INP {took:3.0f} ms  {address}")
    _say("server p95", max(server.values()), SERVER_MS, "ms")
    _say("LCP", max(one.lcp_ms for one in loads.values()), LCP_MS, "ms")
    _say("CLS", max(one.cls for one in loads.values()), CLS, "")
    _say("INP", max(inps.values()), INP_MS, "ms")


def _live(play: Play) -> Bought:
    """Two years of orders, and nine days with every flow on: thanks, review requests, messages that wait, a buyer who
    wants to know what is known. The last one sold to somebody who reads
    English."""
    move_in(play.world, play.store, lambda _done, _all: None)
    people = play.store.get("customers")[:20]
    sold = [play.sell(person, "Fisherman jumper, navy") for person in people]
    play.happens("fulfil", *sold)
    play.happens("deliver", *sold)
    play.store.post(f"customers/{people[0]['id']}/privacy", wish="data")
    play.store.move_by(days=9)
    for person in people[:6]:
        play.sell(person, "Sea boot socks")
    return next(one for one in reversed(sold) if one.by["locale"].startswith("en"))


def _p95_ms(play: Play, address: str, asked: int) -> float:
    """Of requests with a good id token, from the first byte sent to the last one read; one before is not counted."""
    with requests.Session() as http:
        http.headers["Authorization"] = f"Bearer {play.store.post('id-token')['id_token']}"
        took = sorted(_one_ms(http, f"{play.world.encore.settings.app_url}{address}") for _ in range(asked + 1))
    return took[int(0.95 * (len(took) - 1))]


def _one_ms(http: requests.Session, address: str) -> float:
    began = time.perf_counter()
    answer = http.get(address, timeout=30)
    took = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    return took


@contextmanager
def _chromium(play: Play) -> Iterator[Page]:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise SystemExit("Chromium is missing: .ci/needs test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_page(base_url=play.store.address, viewport={"width": 1280, "height": 900})
        browser.close()


def _say(what: str, worst: float, goal: float, unit: str) -> None:
    shown = f"{worst:.0f} {unit}" if unit else f"{worst:.3f}"
    verdict = "met" if worst <= goal else "missed"
    print(f"P11 {what}, the slowest page: {shown}, goal <= {goal:g} {unit}".rstrip() + f": {verdict}")


if __name__ == "__main__":
    main(*[int(one) for one in sys.argv[1:2]])
