import pytest

PLACES = ["/ext/suggestions", "/ext/order/1", "/ext/birthday", "/ext/customer/1"]


@pytest.mark.parametrize("place", PLACES)
def test_a_browser_may_ask_before_it_asks(blocks, place):
    headers = {"Origin": "null", "Access-Control-Request-Headers": "authorization"}
    answer = blocks.browser.options(place, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("place", PLACES)
def test_a_refusal_may_be_read(blocks, place):
    answer = blocks.browser.get(place, headers={"Origin": "null"})
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("place", ["/", "/app/settings", "/proxy/", "/healthz", "/extra"])
def test_no_other_address_is_open_to_other_origins(blocks, place):
    for answer in (blocks.browser.get(place), blocks.browser.options(place)):
        assert "Access-Control-Allow-Origin" not in answer.headers
