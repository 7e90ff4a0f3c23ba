from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import BadPayload
from plugin.events import Money
from plugin.platform.payloads.money import exponent, money


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("20.00", "USD", 2000),
        ("20", "USD", 2000),
        ("20.5", "USD", 2050),
        (20, "USD", 2000),
        (19.99, "USD", 1999),
        ("2000", "JPY", 2000),
        ("2000.00", "JPY", 2000),
        ("6.155", "KWD", 6155),
        ("6.1500", "EUR", 615),
        (" 1.00 ", "EUR", 100),
        ("0", "EUR", 0),
    ],
)
def test_amounts_are_exact_minor_units(written, currency, minor):
    assert money(written, currency, "amount") == Money(minor, currency)


@pytest.mark.parametrize(
    "written",
    ["2000.5", "", ".", ".5", "1,000", "1e3", "-1", "+1", "٢٠", "NaN", None, True, [], {}, "9" * 16, "9" * 5000],
)
def test_what_is_not_an_amount_is_refused(written):
    with pytest.raises(BadPayload):
        money(written, "JPY", "amount")


@given(st.integers(0, 10**14), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_writing_an_amount_and_reading_it_gives_it_back(minor, currency):
    written = str(Decimal(minor).scaleb(-exponent(currency)).quantize(Decimal(1).scaleb(-exponent(currency))))
    assert money(written, currency, "amount") == Money(minor, currency)
