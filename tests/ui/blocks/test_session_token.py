import pytest
from block_tokens import bearer, block_token
from id_tokens import SECRET, id_token, payload, sign, wall

from ui.blocks.session_token import of_checkout, of_customer
from ui.id_token import BadToken

APP_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.fixture
def app():
    from shopify_app import ShopifyApp

    return ShopifyApp(APP_ID, SECRET)


def test_the_shop_is_dest_with_or_without_its_scheme(app):
    assert of_checkout(block_token(), app).shop_domain == "pots.myshopify.com"
    assert of_checkout(block_token(dest="https://pots.myshopify.com"), app).shop_domain == "pots.myshopify.com"


def test_the_customer_is_sub(app):
    assert of_customer(block_token(customer=7), app).customer_id == 7
    assert of_checkout(block_token(), app).customer_id is None


BAD = {
    "nobody signed": lambda: sign(payload(wall(), iss=None, dest="pots.myshopify.com", sub=None), "x" * 40),
    "another app": lambda: block_token(customer=7, aud="another"),
    "no end": lambda: block_token(customer=7, exp=None),
    "no beginning": lambda: block_token(customer=7, nbf=None),
    "no name of its own": lambda: block_token(customer=7, jti=None),
    "over": lambda: block_token(customer=7, exp=int(wall().timestamp()) - 60),
    "not yet": lambda: block_token(customer=7, nbf=int(wall().timestamp()) + 60),
    "dest is no shop": lambda: block_token(customer=7, dest="evil.example"),
    "dest with a path": lambda: block_token(customer=7, dest="pots.myshopify.com/evil"),
    "dest with a line": lambda: block_token(customer=7, dest="pots.myshopify.com\n"),
    "iss of another shop": lambda: block_token(customer=7, iss="https://pans.myshopify.com"),
    "sub is a member of staff": lambda: block_token(sub="42"),
    "sub is a number": lambda: block_token(sub=7),
    "sub is an order": lambda: block_token(sub="gid://shopify/Order/7"),
    "sub is zero": lambda: block_token(sub="gid://shopify/Customer/0"),
    "sub with more behind": lambda: block_token(sub="gid://shopify/Customer/7/8"),
    "an admin's id token": lambda: id_token(wall()),
    "too long": lambda: block_token(customer=7, extra="A" * 5000),
    "nothing": lambda: "",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_speaks_for_nobody(app, name):
    with pytest.raises(BadToken):
        of_customer(BAD[name](), app)


def test_where_nobody_is_signed_in_there_is_no_customer(app):
    with pytest.raises(BadToken):
        of_customer(block_token(), app)


@pytest.mark.parametrize("name", sorted(set(BAD) - {"nothing"}))
def test_the_door_says_no_and_the_block_may_read_it(blocks, name):
    answer = blocks.browser.get("/ext/birthday", headers=bearer(BAD[name]()))
    assert (answer.status_code, answer.json) == (401, {"error": "session_expired"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_token_in_the_address_opens_nothing(blocks):
    token = block_token(blocks.world.shop.domain, 7)
    assert blocks.browser.get(f"/ext/birthday?id_token={token}").status_code == 401


def test_a_shop_that_left_is_not_here(blocks):
    blocks.world.uninstall()
    assert blocks.ask("/ext/suggestions?products=1").status_code == 404


def test_a_shop_nobody_knows_is_not_here(blocks):
    answer = blocks.browser.get("/ext/suggestions?products=1", headers=bearer(block_token("new.myshopify.com")))
    assert answer.status_code == 404
