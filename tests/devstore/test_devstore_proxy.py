"""The app proxy signs as Shopify signs."""

from urllib.parse import parse_qsl, urlsplit

from devstore_world import SECRET

from devstore.proxy import signature


def test_the_signature_is_that_of_shopifys_own_library():
    pairs = [
        ("product_id", "42"), ("extra", "1"), ("extra", "2"), ("shop", "encore-test.myshopify.com"),
        ("logged_in_customer_id", ""), ("path_prefix", "/apps/encore"), ("timestamp", "1795305600"),
    ]  # fmt: skip
    expected = "4d4e50e1ec446f0c6a5f5ed9969ed5709375a818f6dfa5519cee2349c54acf2c"
    assert signature(pairs, SECRET) == expected


def test_a_visit_is_sent_on_with_signature_and_without_cookies(served, app):
    app.answer, app.headers = b"<p>hello", {"Content-Type": "text/html", "Set-Cookie": "a=b", "X-Inside": "1"}
    client = served.client()
    client.set_cookie("c", "d")
    said = client.get("/apps/encore/reviews/1?stars=5&shop=evil&signature=x")
    one = app.taken[0]
    pairs = parse_qsl(urlsplit(one.path).query, keep_blank_values=True)
    assert urlsplit(one.path).path == "/proxy/reviews/1"
    given = dict(pairs)
    assert (given["stars"], given["shop"]) == ("5", "blue-jumps.myshopify.com")
    assert given["logged_in_customer_id"] == ""
    assert given["path_prefix"] == "/apps/encore"
    unsigned = [pair for pair in pairs if pair[0] != "signature"]
    assert [value for name, value in pairs if name == "signature"] == [signature(unsigned, SECRET)]
    assert "Cookie" not in one.headers
    assert (said.data, said.headers["Content-Type"]) == (b"<p>hello", "text/html")
    assert "Set-Cookie" not in said.headers
    assert "X-Inside" not in said.headers


def test_a_form_is_sent_on_and_a_redirect_comes_back(served, app):
    app.status, app.headers = 303, {"Location": "/apps/encore/thanks"}
    said = served.client().post("/apps/encore/reviews", data={"text": "warm"})
    assert (app.taken[0].method, app.taken[0].body) == ("POST", b"text=warm")
    assert (said.status_code, said.headers["Location"]) == (303, "/apps/encore/thanks")


def test_a_signed_in_shopper_is_named(served, app):
    john = served.join()
    client = served.client()
    with client.session_transaction() as cookie:
        cookie["customer"] = john.id
    client.get("/apps/encore")
    assert f"logged_in_customer_id={john.id}" in app.taken[0].path


def test_another_apps_proxy_is_not_there_and_a_dead_app_is_a_502(served, shop):
    assert served.client().get("/apps/other/x").status_code == 404
    assert shop.client().get("/apps/encore/x").status_code == 502
