"""The app's web pixel in the shop: one at a time, with the app's scopes, and over with the install."""

import pytest

from devstore.doings import installing

CREATE = """mutation M($p: WebPixelInput!) { webPixelCreate(webPixel: $p) {
  webPixel { id settings } userErrors { field code } } }"""
UPDATE = """mutation M($id: ID!, $p: WebPixelInput!) { webPixelUpdate(id: $id, webPixel: $p) {
  webPixel { id settings } userErrors { field code } } }"""
DELETE = "mutation M($id: ID!) { webPixelDelete(id: $id) { deletedWebPixelId userErrors { field code } } }"
NOW = "{ webPixel { id settings } }"
SETTINGS = {"settings": {"accountID": "a1b2"}}


def codes(answer, name):
    return [error["code"] for error in answer["data"][name]["userErrors"]]


@pytest.fixture
def token(served):
    return served.install("write_pixels", "read_customer_events")


def test_a_pixel_is_made_once_changed_and_deleted(served, token):
    assert served.ask(token, NOW)["data"] == {"webPixel": None}
    made = served.ask(token, CREATE, p=SETTINGS)["data"]["webPixelCreate"]
    assert made["webPixel"]["settings"] == SETTINGS["settings"]
    assert made["userErrors"] == []
    assert codes(served.ask(token, CREATE, p=SETTINGS), "webPixelCreate") == ["TAKEN"]
    id, other = made["webPixel"]["id"], {"settings": {"accountID": "c3"}}
    assert codes(served.ask(token, UPDATE, id=id, p=other), "webPixelUpdate") == []
    assert served.ask(token, NOW)["data"]["webPixel"] == {"id": id} | other
    assert served.ask(token, DELETE, id=id)["data"]["webPixelDelete"]["deletedWebPixelId"] == id
    assert codes(served.ask(token, DELETE, id=id), "webPixelDelete") == ["NOT_FOUND"]
    assert codes(served.ask(token, UPDATE, id=id, p=other), "webPixelUpdate") == ["NOT_FOUND"]


@pytest.mark.parametrize("settings", [{}, [], "a1b2", {"accountID": ""}, {"accountID": "a", "more": "b"}])
def test_settings_that_the_extension_does_not_have_are_refused(served, token, settings):
    assert codes(served.ask(token, CREATE, p={"settings": settings}), "webPixelCreate") == ["INVALID_SETTINGS"]
    assert served.ask(token, NOW)["data"] == {"webPixel": None}


def test_a_pixel_is_over_with_the_install(served, token):
    served.ask(token, CREATE, p=SETTINGS)
    with served.act() as act:
        installing.uninstall(act)
    assert served.ask(served.install("read_pixels"), NOW)["data"] == {"webPixel": None}


@pytest.mark.parametrize("scopes", [("read_pixels", "read_customer_events"), ("write_pixels",), ("write_products",)])
def test_a_pixel_needs_both_scopes(served, scopes):
    said = served.ask(served.install(*scopes), CREATE, p=SETTINGS)
    assert said["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert (said["data"] or {}).get("webPixelCreate") is None
