import pytest

from ui.filters import masked, web_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jon@example.com", "j…n@e…e.com"),
        ("jo@ex.de", "j…@e….de"),
        ("a@mail.example.co.uk", "a…@m…o.uk"),
        ("+447700900189", "…89"),
        ('"a@b"@example.com', '"…"@e…e.com'),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_is_masked(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize(
    "text",
    [
        None, "", "http://example.com/", "javascript:alert(1)", "//example.com/", "/x", "https:/x", "https://", "https://a@b/",
        "https://[x/", "https://example.com/\\x", "https://exa mple.com/", "https://example.com/\n", "\thttps://example.com/",
        "ht\ntps://example.com/",
    ],
)  # fmt: skip
def test_anything_but_a_plain_https_address_is_none(text):
    assert web_address(text, "https") is None


def test_a_plain_address_stays_as_it_is():
    assert web_address("https://example.com:8/a?b=c#d", "https", "http") == "https://example.com:8/a?b=c#d"
