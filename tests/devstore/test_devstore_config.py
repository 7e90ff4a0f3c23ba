"""The app's configuration is read as Shopify reads it."""

import copy
from pathlib import Path

import pytest
from devstore_world import APP

from devstore.app_config import BadConfig, load, parse

ROOT = Path(__file__).parent.parent.parent


def test_the_apps_own_configuration_can_be_played():
    app = load(ROOT / "app.toml")
    assert app.proxy_prefix == "/apps/encore"
    assert app.proxy_path == "/proxy"
    assert "write_discounts" in app.scopes
    assert app.asks_for("orders/paid")[0].uri == "/webhooks"
    assert app.asks_for("customers/redact")
    assert app.asks_for("carts/create") == []


def test_a_filter_is_refused_for_it_would_be_ignored():
    values = copy.deepcopy(APP)
    values["webhooks"]["subscriptions"][0]["filter"] = "id:1"
    with pytest.raises(BadConfig, match="filter"):
        parse(values)


def test_a_missing_key_is_named(tmp_path):
    path = tmp_path / "app.toml"
    path.write_text('client_id = "x"')
    with pytest.raises(BadConfig, match="app_proxy"):
        load(path)
