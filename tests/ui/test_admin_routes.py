"""What holds for every admin route, also for those that come later."""

import pytest
from admin_routes import NOBODY, address, admin_rules, bearer, doings, leaks
from flask import Blueprint, request
from id_tokens import SHOP, id_token, wall
from sqlalchemy import select

from plugin.app import create_app
from plugin.model.message import Message
from ui.doors import door, doors


def test_every_route_denies_other_shop(world):
    assert list(leaks(world, world.app)) == []


def test_every_admin_route_wants_a_token(world):
    for rule in admin_rules(world.app):
        place = address(world.app, rule, NOBODY)
        for method in doings(rule):
            answer = world.browser.open(place, method=method)
            assert (answer.status_code, answer.json) == (401, {"error": "session_expired"}), place


def test_no_change_takes_its_token_from_the_address(world):
    token = id_token(wall())
    app = create_app(world.here, blueprints=[_changing()])
    for rule in admin_rules(app):
        for method in set(doings(rule)) - {"GET"}:
            place = address(app, rule, NOBODY)
            answer = app.test_client().open(
                f"{place}?id_token={token}", method=method, headers={"Accept": "text/html"}
            )
            assert answer.status_code == 401, place
    good = app.test_client().post("/app/changed", headers=bearer(world, world.shop))
    assert good.text == "changed"


@pytest.mark.parametrize("leak", ["shows", "tells", "changes", "believes"])
def test_the_walk_finds_a_page_that_leaks(world, leak):
    app = create_app(world.here, blueprints=[_leaking(leak, world)])
    assert next(leaks(world, app), None)


def test_the_first_page_a_merchant_opens_installs_the_shop(world, monkeypatch):
    world.here.shops.change(world.shop.id, uninstalled_at=world.here.clock.now(), token=None)
    told = []
    monkeypatch.setattr(world.here.installs, "on_install", told.append)
    stale = world.browser.get("/app/", headers=bearer(world, world.shop))
    assert (stale.status_code, stale.headers["X-Shopify-Retry-Invalid-Session-Request"]) == (401, "1")
    world.shopify.is_there = True
    answer = world.browser.get("/app/", headers=bearer(world, world.shop))
    assert answer.status_code == 200
    assert told == [world.shop.id]
    assert world.here.shops.by_id(world.shop.id).has_token


def test_a_shop_nobody_knows_yet_is_installed_by_its_token(world):
    world.shopify.is_there = True
    token = id_token(wall(), "brand-new.myshopify.com")
    answer = world.browser.get("/app/", headers={"Authorization": f"Bearer {token}"})
    assert ">Brand New</h1>" in answer.text


def test_a_stale_token_of_a_navigation_goes_to_fetch_another(world):
    token = id_token(wall(), "brand-new.myshopify.com")
    answer = world.browser.get(f"/app/?id_token={token}&shop={SHOP}", headers={"Sec-Fetch-Dest": "iframe"})
    assert answer.status_code == 302
    assert token not in answer.headers["Location"]


def test_shopify_that_is_down_at_the_first_visit_is_a_503(world):
    world.shopify.is_down = True
    token = id_token(wall(), "brand-new.myshopify.com")
    answer = world.browser.get("/app/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "frame-ancestors https://brand-new.myshopify.com" in answer.headers["Content-Security-Policy"]


def _changing():
    pages = Blueprint("changing", __name__)

    @pages.post("/app/changed")
    @door("admin")
    def changed():
        return "changed"

    return pages


def _leaking(leak, world):
    pages = Blueprint("leaking", __name__)
    mine = world.shop

    @pages.route("/app/messages/<id>", methods=["GET", "POST"])
    @door("admin")
    def message(id):
        shop = doors().shops.by_domain(request.args.get("shop", "")) if leak == "believes" else mine
        if shop is None:
            return "nothing", 404
        with doors().database.write(shop.id) as session:
            row = session.scalar(select(Message).where(Message.shop_id == shop.id, Message.id == id))
            if row is None:
                return "nothing", 404
            if leak == "changes":
                row.version += 1
            return (row.id, 200) if leak in ("shows", "believes") else ("nothing", 403 if leak == "tells" else 404)

    return pages
