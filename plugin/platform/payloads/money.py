"""Amounts as payloads write them, to exact minor units. No float arithmetic: a JSON number is read by its digits."""

from __future__ import annotations

from functools import lru_cache

from plugin.errors import BadPayload
from plugin.events import Money
from plugin.platform.payloads.decode import Leaf, Struct

NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": the body does not tell; the reader of the event takes the order's."""

# ISO 4217, list one of 2026: the minor units that are not two. CLDR (babel) differs for some, as RSD and PKR,
# where it says how people round, not what an amount may hold.
_EXPONENTS = {
    currency: places
    for places, currencies in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }.items()
    for currency in currencies.split()
}
_MAX_DIGITS = 15
_MAX_LENGTH = 40


class AmountBody(Struct):
    amount: Leaf = None
    currency_code: Leaf = None


class AmountSetBody(Struct):
    shop_money: AmountBody | None = None
    presentment_money: AmountBody | None = None


def exponent(currency: str) -> int:
    """How many decimals a currency has (ISO 4217; 2 unless listed)."""
    return _EXPONENTS.get(currency, 2)


def currency_code(value: object) -> str:
    """Three capital letters. Raises BadPayload otherwise."""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    raise BadPayload("the currency is not three letters")


def optional_currency(value: object) -> str | None:
    """Three capital letters, or None for anything else."""
    try:
        return currency_code(value)
    except BadPayload:
        return None


def money(value: object, currency: str, what: str) -> Money:
    """The amount in minor units of `currency`, at least 0.

    Raises BadPayload for text, a negative amount, or more decimals (other than zeros) than the currency has.
    """
    written = value if isinstance(value, str) else _number_text(value)
    minor = _minor(written, exponent(currency)) if len(written) <= _MAX_LENGTH else None
    if minor is None:
        raise BadPayload(f"{what} is missing" if value is None else f"{what} is not an amount {currency} can hold")
    return Money(minor, currency)


def optional_money(value: object, currency: str) -> Money | None:
    """The amount, or None for anything that is not one."""
    try:
        return money(value, currency, "")
    except BadPayload:
        return None


# The same prices come with every order of a product.
@lru_cache(maxsize=4096)
def _minor(written: str, places: int) -> int | None:
    whole, _, decimals = written.strip().partition(".")
    digits = whole + decimals
    if not (whole and digits.isascii() and digits.isdigit() and len(whole) <= _MAX_DIGITS):
        return None
    if decimals[places:].strip("0"):
        return None
    return int(whole + decimals[:places].ljust(places, "0"))


def amount(body: AmountBody, what: str) -> Money:
    """The amount with the currency it names itself."""
    return money(body.amount, currency_code(body.currency_code), what)


def _number_text(value: object) -> str:
    if type(value) is int and 0 <= value < 10**_MAX_DIGITS:
        return str(value)
    # repr is the shortest text that reads back as the same number: 19.99 stays "19.99".
    return repr(value) if type(value) is float else ""
