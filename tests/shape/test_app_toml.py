"""app.toml and the code say the same, so that no shop is asked for too much or hears too little."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from world import World

import plugin
from plugin.app import create_app
from plugin.db.session import Database
from plugin.platform.document import FOLDER
from plugin.scopes import are_enough
from ui.doors import Door
from webhooks import receiver
from webhooks.topics import COMPLIANCE, PARSERS

ROOT = Path(plugin.__file__).parent.parent
TEXT = (ROOT / "app.toml").read_text(encoding="utf-8")
APP = tomllib.loads(TEXT)
SCOPES = APP["access_scopes"]["scopes"]
OPTIONAL = set(APP["access_scopes"]["optional_scopes"])  # what needs one of these asks only where it was granted
SUBSCRIPTIONS = APP["webhooks"]["subscriptions"]
TOPICS = [topic for each in SUBSCRIPTIONS for topic in each.get("topics", ())]

# Document to scope. `nodes` answers by the type of each id: orders.
NEEDS = {
    "birth_date_delete": {"write_customers"},
    "birth_date_of": {"read_customers"},
    "birth_date_set": {"write_customers"},
    "bulk_customers": {"read_customers"},
    "bulk_look": set(),
    "bulk_orders": {"read_orders", "read_customers", "read_products", "read_returns"},
    "bulk_products": {"read_products"},
    "bulk_run": set(),
    "consent_email": {"write_customers"},
    "consent_of": {"read_customers"},
    "consent_sms": {"write_customers"},
    "customers_changed": {"read_customers"},
    "discount_by_code": {"read_discounts", "read_customers"},
    "discount_create": {"write_discounts"},
    "discount_deactivate": {"write_discounts"},
    "discount_delete": {"write_discounts"},
    "flow_trigger": set(),
    "marketing_activity_set": {"write_marketing_events"},
    "marketing_day_set": {"write_marketing_events"},
    "order_lines": {"read_orders", "read_products"},
    "order_buyers": {"read_orders", "read_customers"},
    "order_parts": {"read_orders", "read_returns"},
    "orders_changed": {"read_orders", "read_customers", "read_products", "read_returns"},
    "orders_exist": {"read_orders"},
    "orders_standing": {"read_orders"},
    "parcel": {"read_orders"},
    "pixel_create": {"write_pixels", "read_customer_events"},
    "pixel_delete": {"write_pixels", "read_customer_events"},
    "pixel_now": {"read_pixels"},
    "pixel_update": {"write_pixels", "read_customer_events"},
    "products_changed": {"read_products"},
    "ratings_delete": {"write_products"},
    "ratings_set": {"write_products"},
    "tag_add": {"write_customers"},
    "tag_remove": {"write_customers"},
    "refund": {"read_orders"},
    "refunds": {"read_orders"},
    "shop_facts": {"read_locales"},
    "subscription_cancel": set(),
    "subscription_create": set(),
    "subscriptions_active": set(),
    "things_exist": {"read_orders", "read_customers", "read_products"},
}
# Topic to scope, by all that stands before the last `/`; the first that fits. None: Shopify asks for none.
TOPIC_NEEDS: list[tuple[str, str | None]] = [
    (r"app/|shop/|bulk_operations/|app_subscriptions/", None),
    (r"customers/merge", "read_customer_merge"),
    (r"customers|customer\.", "read_customers"),
    (r"orders/|refunds/", "read_orders"),
    (r"fulfillments/|fulfillment_events/", "read_fulfillments"),
    (r"returns/", "read_returns"),
    (r"products/", "read_products"),
    (r"discounts/", "read_discounts"),
]
# What nothing needs yet; asked for at once, for a scope that comes later asks every merchant again.
AHEAD = {}

# Read where a store's own history holds them; not subscribed.
ONLY_IN_HISTORIES = {
    "customers/disable", "customers/enable", "orders/partially_fulfilled", "returns/close", "returns/reopen",
}  # fmt: skip


def scope_of(topic: str) -> str | None:
    found = [scope for pattern, scope in TOPIC_NEEDS if re.match(pattern, topic)]
    assert found, f"say in TOPIC_NEEDS which scope {topic} needs"
    return found[0]


def needed() -> set[str]:
    topics = {scope for topic in TOPICS if (scope := scope_of(topic))}
    asked = topics.union(*NEEDS.values()) - OPTIONAL
    return asked | ({"write_app_proxy"} if "app_proxy" in APP else set())


@pytest.fixture
def app(sqlite_database: Database) -> Flask:
    return create_app(World(sqlite_database).encore)


def rules(app: Flask, door: Door) -> dict[str, str]:
    return {
        rule.rule: rule.endpoint
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].door is door and "GET" in (rule.methods or ())
    }


def path(address: str) -> str:
    return urlsplit(address).path


def test_every_topic_that_is_read_is_subscribed_or_known_to_be_only_in_histories():
    """That every subscribed one is read: tests/webhooks/test_topics.py."""
    assert set(PARSERS) - COMPLIANCE - set(TOPICS) == ONLY_IN_HISTORIES


def test_no_topic_is_subscribed_twice():
    assert len(TOPICS) == len(set(TOPICS))


def test_every_webhook_comes_to_the_receiver():
    assert {each["uri"] for each in SUBSCRIPTIONS} == {receiver.PATH}


def test_every_document_says_which_scopes_it_needs():
    assert set(NEEDS) == {each.stem for each in FOLDER.glob("*.graphql")}


def test_what_documents_topics_and_the_proxy_need_is_asked_for_at_install():
    assert [scope for scope in sorted(needed()) if not are_enough(SCOPES, scope)] == []


def test_no_scope_is_asked_for_without_a_reason():
    unused = {scope for scope in SCOPES.split(",") if not any(are_enough(scope, one) for one in needed())}
    reasons = {scope for scope in AHEAD if scope in SCOPES.split(",")}
    writes_unused = {scope for scope in SCOPES.split(",") if scope.startswith("write_")} - needed()
    assert unused | writes_unused == reasons == set(AHEAD)


def test_scopes_are_sorted_and_none_is_required_and_optional():
    asked = SCOPES.split(",")
    assert asked == sorted(set(asked))
    assert not set(asked) & OPTIONAL


def test_the_table_of_needs_agrees_with_shopifys_own():
    """Shopify's access table names types and fields; some need one of several scopes."""
    checker = ROOT.parent / "shared" / "shopify" / "check_graphql.py"
    if not checker.exists():
        pytest.skip("Shopify's schema is not here")
    done = subprocess.run(
        [sys.executable, str(checker), "--access", "--strict", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    lines = re.findall(r"(\w+)\.graphql: access: \S+: (.+)", done.stdout)
    assert len(lines) > 5
    for name, scopes in lines:
        enough = [one for one in scopes.split(" or ") if are_enough(",".join(NEEDS[name]), one)]
        assert enough, f"{name}: {scopes}"


def test_no_document_hides_in_the_code():
    """Then it would be checked against no schema and no scope."""
    begins = re.compile(r'"\s*(?:(?:query|mutation)\b[^"{]*\{|\{\s*\w+\s*(?:\([^"]*\))?\s*\{)')
    files = [file for folder in ("plugin", "ui", "webhooks") for file in (ROOT / folder).rglob("*.py")]
    assert [file.name for file in files if begins.search(file.read_text(encoding="utf-8"))] == []
    assert begins.search('run("query { shop { id } }")')
    assert begins.search('run("""\n  mutation Tag($id: ID!) { tagsAdd(id: $id) { node { id } } }""")')
    assert begins.search('run("{ shop { id } }")')


def test_the_proxy_leads_to_a_route_that_checks_its_signature(app):
    assert path(APP["app_proxy"]["url"]).rstrip("/") + "/" in rules(app, Door.PROXY)


def test_every_address_to_come_back_to_is_a_route(app):
    assert {path(each) for each in APP["auth"]["redirect_urls"]} == {"/auth/callback"}
    assert rules(app, Door.PUBLIC)["/auth/callback"] == "install.callback"


def test_the_app_opens_on_pages_of_its_own(app):
    pages = rules(app, Door.ADMIN)
    assert path(APP["application_url"]) in pages
    assert path(APP["app_preferences"]["url"]) in pages


def test_all_addresses_are_of_one_host_and_safe():
    addresses = [APP["application_url"], APP["app_preferences"]["url"], APP["app_proxy"]["url"]]
    parts = [urlsplit(each) for each in addresses + APP["auth"]["redirect_urls"]]
    assert {(each.scheme, each.netloc) for each in parts} == {("https", parts[0].netloc)}


def test_what_shopifys_tools_are_given_is_app_toml_without_our_part(tmp_path):
    subprocess.run([sys.executable, str(ROOT / ".ci" / "shopify_app.py"), str(tmp_path)], check=True)
    written = tomllib.loads((tmp_path / "shopify.app.toml").read_text(encoding="utf-8"))
    assert written == {key: value for key, value in APP.items() if key != "encore"}
    (folders,) = APP["extension_directories"]
    given = {each.name for each in tmp_path.glob(folders) if each.is_dir()}
    assert given == {each.name for each in (ROOT / "extensions").iterdir() if each.is_dir()}
    assert "devDependencies" in json.loads((tmp_path / "package.json").read_text(encoding="utf-8"))


THEME = ROOT / "extensions/encore-theme"
BLOCKS = {each.stem: each.read_text(encoding="utf-8") for each in THEME.glob("blocks/*.liquid")}
PROXY = f"/{APP['app_proxy']['prefix']}/{APP['app_proxy']['subpath']}/"


@pytest.mark.parametrize("name", BLOCKS)
def test_what_a_block_asks_for_is_a_route_of_the_proxy(app, name):
    asked = re.findall(r"/apps/[a-z/-]*", BLOCKS[name])
    ours = path(APP["app_proxy"]["url"]) + "/"
    routes = {rule.partition("<")[0].replace(ours, PROXY) for rule in rules(app, Door.PROXY)}
    assert set(asked) <= routes


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_writes_no_script_and_names_nothing_from_elsewhere(name):
    assert "<script" not in BLOCKS[name]
    assert not re.search(r"(?:src|href)=.(?:https?:)?//", BLOCKS[name])


def test_the_stores_script_writes_no_html():
    script = (THEME / "assets/encore.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


def test_the_storefronts_texts_exist_in_every_language():
    texts = _texts(is_of_editor=False)
    assert set(texts) == {"en", "de", "fr", "es"}
    asked = {key for source in BLOCKS.values() for key in re.findall(r"'([a-z.]+)' \| t\b", source)}
    assert len(asked) > 5
    for language, found in texts.items():
        there = dict(_flat(found))
        assert {key.removesuffix(".one").removesuffix(".other") for key in there} == asked, language
        for key, text in _flat(texts["en"]):
            holes = re.compile(r"\{\{ \w+ \}\}")
            assert sorted(holes.findall(there[key])) == sorted(holes.findall(text)), (language, key)


def test_what_the_theme_editor_says_exists_in_every_language():
    texts = _texts(is_of_editor=True)
    assert set(texts) == {"en", "de", "fr", "es"}
    asked = {key for source in BLOCKS.values() for key in re.findall(r'"t:([a-z_.]+)"', source)}
    assert all(re.search(rf'"name": "t:blocks\.{name}"', source) for name, source in BLOCKS.items())
    assert not any(re.search(r'"(?:name|label|info)": "(?!t:)', source) for source in BLOCKS.values())
    for language, found in texts.items():
        there = dict(_flat(found))
        assert there.keys() == asked, language
        assert all(len(text) <= 25 for key, text in there.items() if key.startswith("blocks.")), "as Shopify has it"


def _texts(*, is_of_editor):
    """Those of shoppers, or of the theme editor, by language."""
    files = [each for each in THEME.glob("locales/*") if each.name.endswith(".schema.json") == is_of_editor]
    return {each.name.split(".")[0]: json.loads(each.read_text(encoding="utf-8")) for each in files}


def _flat(texts, before=""):
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
