"""Signed links."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.compose.links import LIFETIMES, Link, LinkExpired, LinkInvalid, LinkPurpose, LinkSigner
from plugin.compose.packing import pack, unpack

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
OLD, NEW = b"o" * 32, b"n" * 32
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def signer(*keys: bytes) -> LinkSigner:
    return LinkSigner(keys or (NEW,), "https://encore.example.com/")


def token(purpose=LinkPurpose.UNSUBSCRIBE, shop="a1b2c3d4", link_id="0123456789abcdef0123456789abcdef"):
    return signer().sign(purpose, shop, link_id, LATER)


def refused(text: str, purpose=LinkPurpose.UNSUBSCRIBE) -> bool:
    try:
        signer().read(text, purpose, NOW)
    except LinkInvalid:
        return True
    return False


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_a_link_says_whom_it_is_for(purpose):
    assert signer().read(token(purpose), purpose, NOW) == Link("a1b2c3d4", "0123456789abcdef0123456789abcdef")


def test_link_purpose_and_key_separation():
    for made in LinkPurpose:
        for used in LinkPurpose:
            assert refused(token(made), used) is (made is not used)
    with pytest.raises(LinkInvalid):
        signer(OLD).read(token(), LinkPurpose.UNSUBSCRIBE, NOW)


def test_an_old_key_still_reads_and_the_newest_signs():
    old = signer(OLD).sign(LinkPurpose.REVIEW, "s", "m", LATER)
    both = signer(NEW, OLD)
    assert both.read(old, LinkPurpose.REVIEW, NOW) == Link("s", "m")
    fresh = both.sign(LinkPurpose.REVIEW, "s", "m", LATER)
    assert signer(NEW).read(fresh, LinkPurpose.REVIEW, NOW) == Link("s", "m")


def test_every_changed_character_is_refused():
    whole = token()
    for at, sign in enumerate(whole):
        for other in BASE64 + ".":
            if other != sign:
                assert refused(whole[:at] + other + whole[at + 1 :]), (at, other)


@pytest.mark.parametrize(
    "text", ["", ".", "a.b", "gASVEQAAAAAAAACMAjw8lC4=", "é", token()[:-23], token() + "=", token() + "A", "A" * 5000]
)
def test_what_is_no_token_is_refused(text):
    assert refused(text)


def test_a_link_expires_to_the_second_and_says_whose_it_was():
    with pytest.raises(LinkExpired) as raised:
        signer().read(token(), LinkPurpose.UNSUBSCRIBE, LATER)
    assert raised.value.link.shop == "a1b2c3d4"
    assert signer().read(token(), LinkPurpose.UNSUBSCRIBE, LATER - timedelta(seconds=1))


def test_tokens_are_short_and_addresses_are_plain():
    click = signer().sign(LinkPurpose.CLICK, "a1b2c3d4", "0123456789abcdef0123456789abcdef.3", LATER)
    assert len(click) <= 62
    assert signer().sign(LinkPurpose.CLICK, "12", "123456789", LATER).count(".") == 1
    assert signer().click_url("TOKEN") == "https://encore.example.com/t/TOKEN"
    assert signer().page_url(LinkPurpose.OPT_IN, "T") == "https://encore.example.com/s/opt-in/T"


def test_lifetimes_are_the_promised_ones():
    days = {str(purpose): lifetime.days for purpose, lifetime in LIFETIMES.items()}
    assert days == {
        "unsubscribe": 730,
        "preferences": 730,
        "review": 90,
        "click": 400,
        "opt-in": 7,
        "tracking": 180,
        "survey": 90,
        "answer": 90,
    }


ids = st.one_of(
    st.text(max_size=50),
    st.uuids().map(str),
    st.uuids().map(lambda made: made.hex),
    st.integers(0, 10**20).map(str),
    st.tuples(st.uuids(), st.integers(0, 999)).map(lambda made: f"{made[0].hex}.{made[1]}"),
)


@given(ids.filter(lambda text: text.isprintable()))
def test_any_id_comes_back_as_it_was(text):
    assert unpack(pack(text), 0) == (text, len(pack(text)))
