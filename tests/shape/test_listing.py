"""docs/listing.md and docs/release.md say what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import plugin

ROOT = Path(plugin.__file__).parent.parent
LISTING = (ROOT / "docs/listing.md").read_text(encoding="utf-8")
RELEASE = (ROOT / "docs/release.md").read_text(encoding="utf-8")
APP = tomllib.loads((ROOT / "app.toml").read_text(encoding="utf-8"))


def reasons(heading: str) -> dict[str, str]:
    """Scope to reason in the first table below that line."""
    rows = LISTING.split(heading, 1)[1].split("\n\n| ", 1)[1].split("\n\n", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", rows, re.MULTILINE))


def test_every_scope_has_its_reason_in_the_listing():
    assert set(reasons("Asked for at install")) == set(APP["access_scopes"]["scopes"].split(","))
    assert set(reasons("Optional, asked for")) == set(APP["access_scopes"]["optional_scopes"])


def test_the_listings_name_is_the_apps():
    assert f"| Name | {APP['name']} |" in LISTING
    assert len(APP["name"]) <= 30


def test_the_listing_promises_no_price_and_no_figure_about_others():
    words = LISTING.split("## Scopes")[0]
    assert not re.search(r"[$€£%]|\bbest\b|\bnumber one\b|\b\d+ (?:shops|merchants)\b", words)


def test_every_picture_and_page_that_is_named_is_there():
    for text in (LISTING, RELEASE):
        for place in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            assert (ROOT / "docs" / place).exists(), place


def test_every_test_that_answers_a_reviewer_exists():
    named = set(re.findall(r"`(test_\w+)`", RELEASE))
    written = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:    )?def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 10
    assert named - written == set()
