"""Only the sender's own spelling of the right signature passes."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.signatures import verify, verify_hex

SECRET = "shpss_0123456789abcdef0123456789abcdef"
BODY = '{"id":820982911946154508,"email":"zoë@example.com","total_price":"404.95"}'.encode()
SIGNATURE = "BIrwyxgcfxwKyZr6Ogys3gtUWtF3pssNR1uAedQONF4="  # made by the platform's own Python library


def test_the_published_vector_verifies():
    assert verify([SECRET], BODY, SIGNATURE)


def test_the_previous_secret_verifies_too():
    assert verify(["a-newer-secret", SECRET], BODY, SIGNATURE)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        " ",
        "éééé",
        SIGNATURE[:-1],
        SIGNATURE[:-2] + "5=",  # decodes to the same bytes under lenient base64
        SIGNATURE + "=",
        SIGNATURE + "," + SIGNATURE,
        SIGNATURE + "\n",
        SIGNATURE.lower(),
        base64.b64decode(SIGNATURE).hex(),
        base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha1).digest()).decode(),
    ],
)
def test_anything_else_does_not(header):
    assert not verify([SECRET], BODY, header)


def test_the_url_safe_alphabet_does_not_verify():
    body = next(
        body for n in range(200) if set("+/") & set(_sign(body := b"%d" % n))
    )  # fmt: skip
    assert verify([SECRET], body, _sign(body))
    assert not verify([SECRET], body, _sign(body).replace("+", "-").replace("/", "_"))


def test_an_empty_secret_signs_nothing():
    forged = base64.b64encode(hmac.digest(b"", BODY, "sha256")).decode()
    assert not verify(["", ""], BODY, forged)
    assert not verify([], BODY, forged)
    assert not verify_hex("", BODY, hmac.digest(b"", BODY, "sha256").hex())


@given(body=st.binary(max_size=300), flip=st.integers(min_value=0))
def test_one_changed_bit_of_the_body_is_seen(body, flip):
    header = _sign(body)
    assert verify([SECRET], body, header)
    changed = bytearray(body or b"\0")
    changed[flip // 8 % len(changed)] ^= 1 << flip % 8
    assert not verify([SECRET], bytes(changed), header)


def test_a_receipt_is_signed_in_hex_in_either_case():
    signature = hmac.digest(SECRET.encode(), BODY, "sha256").hex()
    assert verify_hex(SECRET, BODY, signature)
    assert verify_hex(SECRET, BODY, signature.upper())


@pytest.mark.parametrize("header", [None, "", "é", SIGNATURE, "0" * 64, "sha256=" + "0" * 64])
def test_a_receipt_with_another_signature_is_refused(header):
    assert not verify_hex(SECRET, BODY, header)


def _sign(body: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
