"""Against the platform's published vector, and against what a visitor may try."""

from urllib.parse import parse_qsl

import pytest

from ui.signed_query import is_authorization

SECRET = "shpss_0123456789abcdef0123456789abcdef"
CODE_FLOW = (
    "code=0907a61c0c8d55e99db179b68161bc00&host=YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvZW5jb3JlLXRlc3Q"
    "&shop=encore-test.myshopify.com&state=0.6784241404160823&timestamp=1795305600"
)
CODE_HMAC = "d592e0ea4427d61067b961fb7add0b00c3ec71d5f4ed3fec50d09f3cc932889c"


def pairs(text):
    return parse_qsl(text, keep_blank_values=True)


def test_the_vector_of_an_authorization():
    good = pairs(f"{CODE_FLOW}&hmac={CODE_HMAC}")
    assert is_authorization(good, (SECRET,))
    assert is_authorization(list(reversed(good)), ("another", SECRET))
    assert not is_authorization(good, ("another", ""))
    assert not is_authorization(pairs(CODE_FLOW), (SECRET,))


@pytest.mark.parametrize("change", ["&more=1", "&shop=b.myshopify.com", f"&hmac={CODE_HMAC}", "&code=x"])
def test_an_authorization_with_one_thing_more_is_not_signed(change):
    assert not is_authorization(pairs(f"{CODE_FLOW}&hmac={CODE_HMAC}{change}"), (SECRET,))


@pytest.mark.parametrize("given", ["", "é", CODE_HMAC.upper(), CODE_HMAC[:-1], "0" * 64, "\ud800"])
def test_a_signature_in_another_spelling_is_none(given):
    assert not is_authorization([*pairs(CODE_FLOW), ("hmac", given)], (SECRET,))
