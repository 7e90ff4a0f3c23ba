"""`encore reconcile` over shops on disk and an Admin API on this machine."""

from __future__ import annotations

import base64

import pytest
from admin_server import AdminServer, good, status
from world import CLIENT_ID, KEYS, SECRET, World

from plugin.cli import main
from plugin.db.migrate import migrate
from plugin.db.session import Database

DOMAIN = "pots.myshopify.com"
POT = {"id": "gid://shopify/Product/1", "title": "Pot", "status": "ACTIVE", "updatedAt": "2026-02-01T09:00:00Z"}


@pytest.fixture
def server():
    with AdminServer() as running:
        for kind in ("Orders", "Customers"):
            running.say(f"{kind}Changed", good({kind.lower(): {"nodes": []}}))
        running.say("ProductsChanged", good({"products": {"nodes": [POT]}}))
        yield running


@pytest.fixture
def world(tmp_path, monkeypatch, server):
    for name, value in {
        "ENCORE_DATABASE_URL": f"sqlite:///{tmp_path}/encore.db", "ENCORE_SECRET_KEY": "s" * 32,
        "ENCORE_ENCRYPTION_KEYS": base64.urlsafe_b64encode(KEYS[0]).decode(), "SHOPIFY_API_KEY": CLIENT_ID,
        "SHOPIFY_API_SECRET": SECRET, "ENCORE_SHOPIFY_BASE": server.base,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    database = Database(f"sqlite:///{tmp_path}/encore.db")
    migrate(database)
    with World(database) as made:
        yield made
    database.close()


def test_what_was_missing_is_told_for_each_shop(world, capsys):
    assert main(["reconcile"]) == 0
    told = capsys.readouterr().out
    assert f"{DOMAIN}: products: 1 changes were missing" in told
    assert f"{world.other.domain}: orders: 0 changes were missing" in told


def test_one_shop_alone_can_be_asked_for(world, capsys):
    assert main(["reconcile", DOMAIN]) == 0
    assert world.other.domain not in capsys.readouterr().out


def test_a_shop_that_cannot_be_compared_fails_with_the_reason(world, server, capsys):
    server.say("OrdersChanged", status(403))
    assert main(["reconcile", DOMAIN]) == 1
    assert f"{DOMAIN}: orders: not compared: {DOMAIN} is frozen, locked or gone (403)" in capsys.readouterr().out


def test_a_shop_without_a_token_is_wrong_usage(world, capsys):
    world.encore.shops.change(world.shop.id, token=None)
    assert main(["reconcile", DOMAIN]) == 2
    assert "open Encore in its admin once" in capsys.readouterr().err
