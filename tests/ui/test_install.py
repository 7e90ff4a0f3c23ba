"""The authorization-code way in, and who may not take it."""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from id_tokens import CLIENT_ID, SECRET, SHOP, VICTIM

CASES = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "oauth.json"
NEW = "brand-new.myshopify.com"


@pytest.fixture
def visitor(world):
    """A browser that keeps cookies."""
    return world.app.test_client()


def begin(visitor, shop=NEW):
    answer = visitor.get("/auth/begin", query_string={"shop": shop})
    assert answer.status_code == 302
    place = urlsplit(answer.headers["Location"])
    assert (place.scheme, place.netloc, place.path) == ("https", shop, "/admin/oauth/authorize")
    return parse_qs(place.query)


def back(visitor, world, state, shop=NEW, secret=SECRET, **changed):
    now = str(int(world.here.clock.now().timestamp()))
    query = {"code": "c", "shop": shop, "state": state, "timestamp": now} | changed
    query = {name: value for name, value in query.items() if value is not None}
    text = "&".join(sorted(f"{name}={value}" for name, value in query.items() if name != "hmac"))
    made = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return visitor.get("/auth/callback", query_string={"hmac": made} | query)


def test_the_grant_screen_is_asked_for_what_app_toml_says(visitor):
    asked = begin(visitor)
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["redirect_uri"] == ["http://localhost:8000/auth/callback"]
    assert "write_discounts" in asked["scope"][0]
    assert len(asked["state"][0]) >= 32


def test_the_cookie_is_kept_from_scripts_and_from_plain_http(visitor):
    (cookie,) = visitor.get("/auth/begin", query_string={"shop": NEW}).headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert part in cookie


def test_the_way_back_installs(visitor, world):
    world.shopify.is_there = True
    answer = back(visitor, world, begin(visitor)["state"][0])
    assert answer.headers["Location"] == f"https://{NEW}/admin/apps/{CLIENT_ID}"
    shop = world.here.shops.by_domain(NEW)
    assert (shop.has_token, shop.uninstalled_at) == (True, None)


@pytest.mark.parametrize(
    "changed",
    [{"hmac": "0" * 64}, {"hmac": ""}, {"hmac": "é"}, {"state": None}, {"state": "other"}, {"state": ""},
     {"shop": VICTIM}, {"shop": "evil.example"}, {"shop": None}, {"code": None}, {"code": ""}, {"timestamp": None},
     {"timestamp": "0"}, {"timestamp": "now"}, {"timestamp": "9999999999999"}, {"secret": "shpss_another"}],
    ids=str,
)  # fmt: skip
def test_a_way_back_with_something_wrong_installs_nothing(visitor, world, changed):
    world.shopify.is_there = True
    state = begin(visitor)["state"][0]
    before = world.rows()
    assert back(visitor, world, **({"state": state} | changed)).status_code == 400
    assert world.rows() == before
    assert back(visitor, world, state).status_code == 302


def test_the_state_of_another_browser_is_none(visitor, world):
    world.shopify.is_there = True
    state = begin(visitor)["state"][0]
    begin(other := world.app.test_client())
    assert back(other, world, state).status_code == 400
    assert back(world.browser, world, state).status_code == 400


def test_a_state_counts_once_and_for_ten_minutes(visitor, world):
    world.shopify.is_there = True
    state = begin(visitor)["state"][0]
    assert back(visitor, world, state).status_code == 302
    assert back(visitor, world, state).status_code == 400
    state = begin(visitor)["state"][0]
    world.here.clock.move_by(timedelta(minutes=10))
    assert back(visitor, world, state).status_code == 400


def test_a_cookie_that_was_written_by_hand_is_none(visitor, world):
    state = begin(visitor)["state"][0]
    for value in ("", "x", f"x.{state}.9999999999.{NEW}", f"{state}.9999999999.{NEW}", "é.é.é.é"):
        visitor.set_cookie("__Host-encore-authorization", value)
        assert back(visitor, world, state).status_code == 400


PLACES = {"oauth_callback": "/auth/callback", "install": "/auth/begin", "app_proxy": "/proxy/", "admin_page": "/app/"}


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not here")
def test_the_shared_oauth_cases(world):
    world.shopify.is_there = True
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        visitor, asked = world.app.test_client(), case["request"]
        given = {"{shop}": SHOP, "{victim_shop}": VICTIM, "{state}": begin(visitor, SHOP)["state"][0]}
        query = {name: _filled(value, given, world) for name, value in asked["query"].items()}
        before = world.rows()
        if asked.get("sign") == "valid":
            answer = back(visitor, world, **({"state": None} | query))
        else:
            answer = visitor.get(PLACES[asked["endpoint"]], query_string=query, headers={"Sec-Fetch-Dest": "iframe"})
        if "status" in case["expected"]:
            assert answer.status_code in case["expected"]["status"], case["name"]
        framed = f"frame-ancestors https://{SHOP} https://admin.shopify.com;"
        assert (framed in answer.headers["Content-Security-Policy"]) is case["name"].endswith("framed_elsewhere")
        assert world.rows() == before, case["name"]


def _filled(value, given, world):
    for name, word in given.items():
        value = value.replace(name, word)
    return str(int(world.here.clock.now().timestamp())) if value == "now" else value


@pytest.mark.parametrize(
    "shop", ["evil.example", f"{NEW}.evil.example", f"evil.example/{NEW}", f"a@{NEW}", "", f"{NEW}\n", NEW.upper()]
)
def test_what_is_no_shop_is_sent_nowhere(visitor, shop):
    answer = visitor.get("/auth/begin", query_string={"shop": shop})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
