"""Shopify's own tools over app.toml and the extensions, as a release runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import plugin

ROOT = Path(plugin.__file__).parent.parent


def test_shopifys_own_tools_accept_the_app():
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("npm is not here, so Shopify's tools cannot be brought; install Node 22.12 or newer")
    done = subprocess.run(["make", "check-app"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accepted by Shopify's tools" in done.stdout
