"""The browser of the tests: Chromium as the system has it. Without one its tests are skipped, and fail in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def page() -> Iterator[tuple[Any, list[str]]]:
    """A page, and the host of every request it has made. Names other than localhost lead nowhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        why = "Chromium and Playwright are needed to look at the shell in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        opened, hosts = browser.new_page(), []
        opened.context.on("request", lambda request: hosts.append(request.url))
        yield opened, hosts
        browser.close()
