"""A real Chromium in front of two real programs: Encore and the development store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plugin.demo.check import playing
from plugin.demo.play import Play

expect.set_options(timeout=15_000)  # as patient as a click: two tests at a time share the machine
LOCAL = ("http://localhost:", "http://127.0.0.1:", "data:", "about:", "blob:")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: .ci/needs test installs it")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Encore and the store on the morning of 2 March 2026, not yet installed."""
    folder: Path = tmp_path_factory.mktemp("two-programs")
    with playing(folder) as play:
        yield play


@pytest.fixture
def page(chromium: Browser, play: Play) -> Iterator[Page]:
    """A fresh window at the store. A request to outside this machine, or a script that breaks, fails the test."""
    context = chromium.new_context(base_url=play.store.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    left: list[str] = []
    broken: list[str] = []
    context.on("request", lambda one: None if one.url.startswith(LOCAL) else left.append(one.url))
    context.on("weberror", lambda one: broken.append(str(one.error)))
    yield page
    context.close()
    assert left == [], "no request leaves the machine"
    assert broken == []
