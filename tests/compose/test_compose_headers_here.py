import pytest

from plugin.compose.headers import address_in_brackets
from plugin.compose.message import ComposeError


@pytest.mark.parametrize(
    "url", ["https://encore.example.com/s/unsubscribe/x", "http://localhost:8000/s/x", "http://127.0.0.1:8000/s/x"]
)
def test_an_unsubscribe_link_is_https_or_of_this_machine(url):
    assert address_in_brackets(url) == f"<{url}>"


@pytest.mark.parametrize(
    "url", ["http://encore.example.com/s/x", "http://localhost.example.com/s/x", "http://[::1]/s/x"]
)
def test_no_other_unsubscribe_link_goes_without_encryption(url):
    with pytest.raises(ComposeError):
        address_in_brackets(url)
