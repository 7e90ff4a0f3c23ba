"""Who may come in to the admin, and what everybody else is told."""

import importlib.util
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from id_tokens import ATTACKS, CLIENT_ID, OLD_SECRET, SECRET, SHOP, VICTIM, id_token, payload, sign, wall

from plugin.desk.staff import give
from plugin.roles import Role
from ui.doors import door, role_needed

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
PAGE = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Dest": "iframe"}
RETRY = "X-Shopify-Retry-Invalid-Session-Request"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def good(world, **changed):
    return id_token(wall(), **changed)


def is_refused(answer):
    return answer.status_code == 401 and answer.json == {"error": "session_expired"} and answer.headers[RETRY] == "1"


def test_a_good_token_opens_the_page_of_its_shop(world):
    answer = world.browser.get("/app/", headers=bearer(good(world)))
    assert answer.status_code == 200
    assert ">Pots</h1>" in answer.text


def test_a_page_may_carry_its_token_in_the_address(world):
    answer = world.browser.get(f"/?id_token={good(world)}&shop={SHOP}&host=x&embedded=1", headers=PAGE)
    assert answer.status_code == 200


def test_id_token_attacks(world):
    before = world.rows()
    for name, attack in ATTACKS.items():
        token = attack(wall())
        assert is_refused(world.browser.get("/app/", headers=bearer(token))), name
        assert is_refused(world.browser.get("/app/", query_string={"id_token": token})), name
    assert world.rows() == before


@pytest.mark.parametrize(
    "header",
    ["Basic {}", "{}", "Bearer: {}", "Bearer  {}", "Bearer", "", "Bearer x.y.z, Bearer {}", "Bearer é{}"],
)
def test_a_token_in_another_dress_is_none(world, header):
    answer = world.browser.get("/app/", headers={"Authorization": header.format(good(world))})
    assert is_refused(answer)


def test_a_bad_header_is_not_saved_by_a_good_address(world):
    answer = world.browser.get(f"/app/?id_token={good(world)}", headers=bearer("abc"))
    assert is_refused(answer)


def test_two_tokens_in_the_address_are_none(world):
    token = good(world)
    assert is_refused(world.browser.get(f"/app/?id_token={token}&id_token={token}"))


def test_a_cookie_opens_nothing(world):
    token = good(world)
    assert is_refused(world.browser.get("/app/", headers={"Cookie": f"session_token={token}; id_token={token}"}))


def test_ten_seconds_of_leeway_and_no_more(world):
    with time_machine.travel(wall(), tick=False) as time:
        token = good(world)
        time.shift(timedelta(seconds=69))
        assert world.browser.get("/app/", headers=bearer(token)).status_code == 200
        time.shift(timedelta(seconds=1))
        assert is_refused(world.browser.get("/app/", headers=bearer(token)))


def test_a_clock_that_was_moved_neither_ends_nor_saves_a_token(world):
    """The development store moves Encore's clock, but signs by the wall."""
    token, moved = good(world), timedelta(days=400)
    world.here.clock.move_by(moved)
    assert world.browser.get("/app/", headers=bearer(token)).status_code == 200
    assert is_refused(world.browser.get("/app/", headers=bearer(id_token(wall() + moved))))


def test_the_old_secret_counts_while_it_is_set(world):
    token = sign(payload(wall()), OLD_SECRET)
    assert world.browser.get("/app/", headers=bearer(token)).status_code == 200
    world.set(old_api_secret="")
    assert is_refused(world.browser.get("/app/", headers=bearer(token)))


@pytest.mark.parametrize("missing", ["api_key", "api_secret"])
def test_an_app_without_its_key_or_secret_lets_nobody_in(world, missing):
    world.set(**{missing: "", "old_api_secret": ""})
    for secret in (SECRET, ""):
        for aud in (CLIENT_ID, ""):
            token = sign(payload(wall(), aud=aud), secret)
            assert is_refused(world.browser.get("/app/", headers=bearer(token)))


def test_the_shop_is_the_one_of_the_token_and_of_nothing_else(world):
    answer = world.browser.get(
        f"/app/?shop={VICTIM}&host=x", headers=bearer(good(world)) | {"X-Shopify-Shop-Domain": VICTIM}
    )
    assert ">Pots</h1>" in answer.text
    assert VICTIM not in answer.text + str(answer.headers)


def test_a_navigation_without_a_token_goes_to_fetch_one(world):
    answer = world.browser.get(f"/app/?shop={SHOP}&host=a%26b&id_token=old&embedded=1", headers=PAGE)
    assert answer.status_code == 302
    place = urlsplit(answer.headers["Location"])
    asked = parse_qs(place.query)
    assert (place.scheme, place.netloc, place.path) == ("", "", "/auth/patch-id-token")
    assert asked.pop("shopify-reload") == [f"/app/?shop={SHOP}&host=a%26b&embedded=1"]
    assert asked == {"shop": [SHOP], "host": ["a&b"], "embedded": ["1"]}
    assert f"frame-ancestors https://{SHOP} https://admin.shopify.com;" in answer.headers["Content-Security-Policy"]


def test_a_reload_that_was_smuggled_in_is_dropped(world):
    answer = world.browser.get(f"/app/?shop={SHOP}&shopify-reload=https://evil.example/", headers=PAGE)
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("shop", [f"{SHOP}; script-src 'unsafe-inline' *", "evil.example", f"{SHOP}\r\nX: y", ""])
def test_a_shop_that_is_none_is_refused_and_reaches_no_header(world, shop):
    for page in ("/app/", "/auth/patch-id-token"):
        answer = world.browser.get(page, query_string={"shop": shop, "shopify-reload": "/app/"}, headers=PAGE)
        assert answer.status_code == 400
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_fetch_that_asks_for_html_with_a_bad_token_is_401(world):
    assert is_refused(world.browser.get("/app/", headers=PAGE | bearer("abc")))


def test_the_patch_page_is_app_bridge_and_nothing_else(world):
    answer = world.browser.get(f"/auth/patch-id-token?shop={SHOP}&shopify-reload=%2Fapp%2F%3Fhost%3Dx")
    assert answer.text.count("<script") == 1
    assert f'data-api-key="{CLIENT_ID}" src="https://cdn.shopify.com/shopifycloud/app-bridge.js"' in answer.text
    assert answer.headers["Content-Security-Policy"].count("*") == 0


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "app/",
     "/\t/evil.example", "\t//evil.example", "/app/\n", "", "/é"],
)  # fmt: skip
def test_open_redirect_through_the_patch_page(world, target):
    answer = world.browser.get("/auth/patch-id-token", query_string={"shop": SHOP, "shopify-reload": target})
    assert answer.status_code == 400


def test_two_targets_or_two_shops_are_one_too_many(world):
    for more in ("&shopify-reload=//evil.example", f"&shop={VICTIM}"):
        answer = world.browser.get(f"/auth/patch-id-token?shop={SHOP}&shopify-reload=/app/{more}")
        assert answer.status_code == 400


def test_an_admin_page_is_framed_by_its_shop_and_the_admin_alone(world):
    policy = world.browser.get("/app/", headers=bearer(good(world))).headers["Content-Security-Policy"]
    assert f"frame-ancestors https://{SHOP} https://admin.shopify.com;" in policy
    assert "script-src 'self' https://cdn.shopify.com;" in policy
    assert "*" not in policy
    assert "unsafe" not in policy


def test_the_development_store_takes_the_place_of_shopify(world):
    world.set(shopify_base="http://localhost:8001")
    answer = world.browser.get("/app/", headers=bearer(good(world)))
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors https://{SHOP} http://localhost:8001;" in policy
    assert "shopify.com" not in policy.replace(SHOP, "")
    assert 'src="http://localhost:8001/app-bridge.js"' in answer.text


@pytest.mark.skipif(not HOSTILE.exists(), reason="the shared cases are not here")
def test_the_shared_id_token_cases(world):
    spec = importlib.util.spec_from_file_location("materialise", HOSTILE / "materialise.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    given = {"api_key": CLIENT_ID, "api_secret": SECRET, "shop": SHOP, "victim_shop": VICTIM}
    now = int(wall().timestamp())
    for case in json.loads((HOSTILE / "session_token.json").read_text(encoding="utf-8")):
        headers, query = made.token_headers(case, given, now)
        answer = world.browser.get(f"/app/?{query}", headers=headers)
        assert answer.status_code in case["expected"]["status"], case["name"]


def test_the_role_of_a_visit_is_looked_up_anew_with_each_request(world):
    """The first to come is manager; a second one only looks, until a manager says otherwise."""
    assert world.browser.post("/app/first-steps/hide", headers=bearer(good(world))).status_code == 200
    second = bearer(good(world, sub="43"))
    assert world.browser.get("/app/", headers=second).status_code == 200
    assert world.browser.post("/app/first-steps/hide", headers=second).status_code == 403
    give(world.here, world.shop, "43", Role.EDITOR, "", version=1, by="42")
    assert world.browser.post("/app/first-steps/hide", headers=second).status_code == 200


def test_a_bad_token_makes_nobody_a_member_of_the_staff(world):
    world.browser.get("/app/", headers=bearer("abc"))
    assert world.rows()["staff_member"] == []


def test_a_door_without_a_role_lets_everybody_look_and_editors_change():
    @door("admin")
    def plain(): ...

    @door("admin", role="manager")
    def kept(): ...

    @door("admin", role="viewer")
    def only_looks(): ...

    assert [role_needed(plain, method) for method in ("GET", "HEAD", "POST", "DELETE")] == [
        Role.VIEWER, Role.VIEWER, Role.EDITOR, Role.EDITOR,
    ]  # fmt: skip
    assert {role_needed(kept, method) for method in ("GET", "POST")} == {Role.MANAGER}
    assert role_needed(only_looks, "POST") is Role.VIEWER
