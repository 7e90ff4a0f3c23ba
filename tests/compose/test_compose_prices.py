import pytest

from plugin.compose.values import price_words


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "said"),
    [
        ("79.00", "GBP", "en-GB", "£79.00"),
        ("79.00", "GBP", "de", "79,00\xa0£"),
        ("5000", "JPY", "en", "¥5,000"),
        ("12.5", "USD", "xx-unknown", "$12.50"),
    ],
)
def test_a_price_names_its_currency_as_the_reader_writes_it(amount, currency, locale, said):
    assert price_words(amount, currency, locale) == said


def test_no_price_stays_no_price():
    assert price_words(None, "GBP", "en") is None
