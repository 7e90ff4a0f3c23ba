"""Id tokens, exchange and refresh, by Shopify's rules: tokens live on the store's clock, signatures on the wall's."""

from datetime import timedelta

import jwt
import pytest
from devstore_world import KEY, SECRET, START

from devstore.doings import installing
from devstore.oauth import id_tokens
from devstore.oauth.id_tokens import BadIdToken

URL = "/admin/oauth/access_token"
SHOP = {"X-Forwarded-Host": "blue-jumps.myshopify.com"}
APP = {"client_id": KEY, "client_secret": SECRET}


def id_token(shop):
    return id_tokens.issue(shop.store.settings, shop.store.clock.signs_at())


def exchange(shop, **values):
    asked = APP | {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token": id_token(shop),
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token", "expiring": 1,
    }  # fmt: skip
    said = shop.client().post(URL, json=asked | values, headers=SHOP)
    return said.status_code, said.json


def refresh(shop, token, **values):
    asked = APP | {"grant_type": "refresh_token", "refresh_token": token}
    said = shop.client().post(URL, json=asked | values, headers=SHOP)
    return said.status_code, said.json


def works(shop, access):
    headers = SHOP | {"X-Shopify-Access-Token": access}
    said = shop.client().post("/admin/api/2026-10/graphql.json", json={"query": "{ shop { id } }"}, headers=headers)
    return said.status_code == 200


def test_an_id_token_has_all_claims_and_lives_a_minute(shop):
    token = id_token(shop)
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience=KEY, options={"verify_exp": False})
    assert set(claims) == {"iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid"}
    assert claims["iss"] == "https://blue-jumps.myshopify.com/admin"
    assert claims["dest"] == "https://blue-jumps.myshopify.com"
    assert claims["exp"] - claims["iat"] == 60
    assert claims["iat"] == int(START.timestamp())


def test_a_store_that_has_moved_still_signs_and_exchanges_by_the_wall(shop):
    """The app checks signatures by the wall clock, as it does Shopify's."""
    with shop.act() as act:
        installing.install(act)
    shop.store.clock.move_by(timedelta(days=7))
    token = id_token(shop)
    assert id_tokens.check(shop.store.settings, token, START)["iat"] == int(START.timestamp())
    assert exchange(shop, subject_token=token)[0] == 200


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"dest": "https://other.myshopify.com"}, "another shop"), ({"aud": "another app"}, "udience"),
     ({"exp": int(START.timestamp()) - 11}, "expired"), ({"nbf": int(START.timestamp()) + 11}, "not valid yet"),
     ({"jti": None}, "jti")],
)  # fmt: skip
def test_a_wrong_id_token_is_refused(shop, changes, why):
    claims = jwt.decode(id_token(shop), options={"verify_signature": False}) | changes
    token = jwt.encode({name: value for name, value in claims.items() if value is not None}, SECRET, "HS256")
    with pytest.raises(BadIdToken, match=why):
        id_tokens.check(shop.store.settings, token, START)


def test_an_id_token_of_another_secret_is_refused(shop):
    claims = jwt.decode(id_token(shop), options={"verify_signature": False})
    with pytest.raises(BadIdToken):
        id_tokens.check(shop.store.settings, jwt.encode(claims, "x" * 32, "HS256"), START)


def test_an_exchange_gives_an_hour_and_a_refresh_token_for_ninety_days(shop):
    with shop.act() as act:
        installing.install(act)
    status, said = exchange(shop)
    assert status == 200
    assert (said["expires_in"], said["refresh_token_expires_in"]) == (3600, 7_776_000)
    assert "write_discounts" in said["scope"].split(",")
    assert works(shop, said["access_token"])
    shop.wall.push(minutes=59, seconds=59)
    assert works(shop, said["access_token"])
    shop.wall.push(seconds=1)
    assert not works(shop, said["access_token"])


@pytest.mark.parametrize(
    ("values", "error"),
    [({"client_secret": "wrong"}, "invalid_client"), ({"client_id": "wrong"}, "invalid_client"),
     ({"subject_token": "x.y.z"}, "invalid_subject_token"), ({"expiring": 0}, "invalid_request"),
     ({"grant_type": "code"}, "unsupported_grant_type")],
)  # fmt: skip
def test_a_wrong_exchange_is_refused(shop, values, error):
    with shop.act() as act:
        installing.install(act)
    assert exchange(shop, **values)[0] == 400
    assert exchange(shop, **values)[1]["error"] == error


def test_without_an_install_there_is_no_token(shop):
    assert exchange(shop) == (
        400, {"error": "invalid_subject_token", "error_description": "the app is not installed"}
    )  # fmt: skip


def test_a_stale_id_token_is_refused(shop):
    with shop.act() as act:
        installing.install(act)
    stale = id_token(shop)
    shop.wall.push(seconds=71)
    assert exchange(shop, subject_token=stale)[1]["error"] == "invalid_subject_token"


def installed_pair(shop):
    with shop.act() as act:
        installing.install(act)
    return exchange(shop)[1]


def test_a_refresh_gives_a_new_pair_and_the_old_access_token_lives_out_its_hour(shop):
    first = installed_pair(shop)
    status, second = refresh(shop, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert works(shop, first["access_token"])
    assert works(shop, second["access_token"])


def test_a_lost_answer_can_be_asked_for_again_until_the_newer_one_is_used(shop):
    first = installed_pair(shop)
    lost = refresh(shop, first["refresh_token"])[1]
    second = refresh(shop, first["refresh_token"])[1]
    assert refresh(shop, second["refresh_token"])[0] == 200
    assert refresh(shop, first["refresh_token"]) == (401, {"error": "invalid_request"})
    assert refresh(shop, lost["refresh_token"]) == (401, {"error": "invalid_request"})


def test_an_exchange_ends_the_refresh_token_before_it(shop):
    first = installed_pair(shop)
    exchange(shop)
    assert refresh(shop, first["refresh_token"])[0] == 401


@pytest.mark.parametrize(("days", "is_good"), [(29, True), (30, False)])
def test_a_refresh_token_ends_thirty_days_after_its_first_use(shop, days, is_good):
    first = installed_pair(shop)
    refresh(shop, first["refresh_token"])
    shop.wall.push(days=days)
    assert (refresh(shop, first["refresh_token"])[0] == 200) is is_good


@pytest.mark.parametrize(("days", "is_good"), [(89, True), (90, False)])
def test_an_unused_refresh_token_ends_after_ninety_days(shop, days, is_good):
    first = installed_pair(shop)
    shop.wall.push(days=days)
    assert (refresh(shop, first["refresh_token"])[0] == 200) is is_good


def test_an_uninstall_ends_every_token_for_good(shop):
    first = installed_pair(shop)
    with shop.act() as act:
        installing.uninstall(act)
    assert not works(shop, first["access_token"])
    with shop.act() as act:
        installing.install(act)
    assert not works(shop, first["access_token"])
    assert refresh(shop, first["refresh_token"])[0] == 401


def test_the_endpoint_is_the_shops_own(shop):
    assert shop.client().post(URL, json=APP).status_code == 404
