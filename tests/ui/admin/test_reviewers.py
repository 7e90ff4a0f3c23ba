"""What Shopify's reviewers look for, where a test can say it (docs/release.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from admin_routes import admin_rules

import plugin

ROOT = Path(plugin.__file__).parent.parent
OURS = [file for folder in ("plugin", "ui", "webhooks") for file in (ROOT / folder).rglob("*.py")]
DOCUMENTS = (ROOT / "plugin/platform/documents").glob("*.graphql")
BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js"
# What would touch money, orders or themes behind the merchant's back.
NEVER = re.compile(
    r"\b(refundCreate|orderUpdate|orderEdit\w*|draftOrder\w*|cartTransform\w*|scriptTag\w*|theme\w*)\b"
)


def pages(staff) -> Iterator[tuple[str, str]]:
    """Address and HTML of every page that can be reached from Home by links."""
    seen, left = set(), ["/app/"]
    while left:
        address = left.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = staff.get(address)
        assert answer.status_code in (200, 302), f"{address} answers {answer.status_code}"
        if answer.mimetype != "text/html":
            continue
        assert "Set-Cookie" not in answer.headers, address
        yield address, answer.text
        left += [link for link in _links(answer.text) if link.startswith("/app")]


def _links(html: str) -> list[str]:
    return [unescape(link).partition("#")[0] for link in re.findall(r'href="([^"]+)"', html)]


def _lived_in(world) -> None:
    ada = world.customer("Ada")
    world.order("jumper", by=ada, paid="2026-02-01 10:00")
    world.spin(hours=1)


def test_every_page_of_the_admin_is_reached_by_a_link_and_is_as_reviewers_want_it(staff, world):
    """One walk for all of it: a walk takes seconds."""
    _lived_in(world)
    found = set()
    for address, html in pages(staff):
        found.add(address.partition("?")[0])
        assert not _asks_for_a_shops_domain(html), address
        assert _first_script(html) == (f'<script src="{BRIDGE}">' if "<s-app-nav" in html else None), address
    alone = {rule.rule for rule in admin_rules(staff.app) if not rule.arguments and "GET" in (rule.methods or ())}
    assert alone - found == {"/", "/app/plan"}  # the first leads to Home; nothing is charged for here


def _asks_for_a_shops_domain(html: str) -> list[str]:
    fields = re.findall(r"<(?:input|s-text-field|s-url-field)\b[^>]*>", html)
    return [field for field in fields if "myshopify" in field or 'name="shop"' in field]


def _first_script(html: str) -> str | None:
    """None: there is no script at all, as in a letter in its frame."""
    first = re.search(r"<script\b[^>]*>", html)
    return first.group() if first else None


def test_nothing_speaks_the_rest_api():
    rest = re.compile(r"/admin/api/[^\s\"']*\.json")
    places = [place for file in OURS for place in rest.findall(file.read_text(encoding="utf-8"))]
    assert [place for place in places if not place.endswith("graphql.json")] == []


def test_the_three_compliance_topics_are_subscribed():
    app = tomllib.loads((ROOT / "app.toml").read_text(encoding="utf-8"))
    topics = {topic for each in app["webhooks"]["subscriptions"] for topic in each.get("compliance_topics", ())}
    assert topics == {"customers/data_request", "customers/redact", "shop/redact"}


def test_nothing_refunds_or_changes_an_order():
    found = {file.name: NEVER.findall(file.read_text(encoding="utf-8")) for file in DOCUMENTS}
    assert {name: words for name, words in found.items() if words} == {}
    assert NEVER.search("mutation { refundCreate(input: $input) { refund { id } } }")


def test_nobody_is_asked_to_review_the_app():
    texts = [*(ROOT / "ui").rglob("*.mjs"), *(ROOT / "ui/templates").rglob("*.html")]
    assert [file.name for file in texts if "reviews.request" in file.read_text(encoding="utf-8")] == []
