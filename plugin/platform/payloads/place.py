"""An address, reduced to what decides zone and law. The street is not even decoded."""

from __future__ import annotations

from plugin.events import Place
from plugin.platform.payloads.decode import Leaf, Struct
from plugin.platform.payloads.values import text


class AddressBody(Struct):
    country_code: Leaf = None
    province_code: Leaf = None
    city: Leaf = None
    zip: Leaf = None
    phone: Leaf = None


def place(body: AddressBody | None) -> Place | None:
    """Where the address lies, or None when it says nothing usable."""
    if body is None:
        return None
    country = country_code(body.country_code)
    province, city, postcode = text(body.province_code, 16), text(body.city), text(body.zip, 32)
    if country is None and province is None and city is None and postcode is None:
        return None
    return Place(country, province, city, postcode)


def country_code(value: object) -> str | None:
    """Two capital letters (ISO 3166), or None for anything else."""
    if isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha():
        return value.upper()
    return None
