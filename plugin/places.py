"""What an address and a number tell: country, local time, and the one written form that is stored.

Time zones follow a chain (trust: when and how often); the first that answers wins: the zone the platform
gives, a country with one zone, province, postal prefix or city, a phone's country with one zone, the shop.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberType

from plugin.clock import local, zone
from plugin.events import Place
from plugin.place_tables import CITIES, EXTRA_COUNTRIES, MOST_PEOPLE, OVERSEAS, POSTAL, PROVINCES, Zones

# Landlines cannot receive texts; premium, shared-cost, toll-free and pager numbers must not be written to.
_TEXTABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_LONGEST_PHONE = 40
_REMEMBERED = 32_768  # answers; what an address is asked for comes in a few days, not in a life
_SAME_TIME_YEAR = 2027  # two zones that agree through this year are one answer


@lru_cache(maxsize=_REMEMBERED)
def zones_for(place: Place | None, phone_e164: str | None, shop_zone: str) -> Zones:
    """The IANA zones this person may be in, likeliest first, never empty; zones that keep the same time are
    one. The address alone decides where it can; an unknown `shop_zone` counts as UTC."""
    if place is not None and place.zone and zone(place.zone):
        return (place.zone,)
    by_address = _zones_of_address(place) if place is not None else ()
    if by_address:
        return by_address
    by_phone = zones_of_country(_phone_country(phone_e164))
    if len(by_phone) == 1:
        return by_phone
    return _distinct((shop_zone if zone(shop_zone) else "UTC", *by_phone))


def country_of(place: Place | None, phone: str | None) -> str | None:
    """ISO 3166 alpha-2 of the address, else of an E.164 number, else None."""
    return (_known_country(place.country) if place is not None else None) or _phone_country(phone)


@lru_cache(maxsize=512)
@lru_cache(maxsize=512)
def home_of(zone_name: str) -> str | None:
    """The country a zone belongs to, None for zones of no single country ("UTC")."""
    return next((country for country, zones in _zone_tab().items() if zone_name in zones), None)


def zones_of_country(country: str | None) -> Zones:
    """Every zone of a country, the most populous first; () for an unknown one."""
    zones = _zone_tab().get(country or "", ())
    first = MOST_PEOPLE.get(country or "")
    return _distinct((first, *zones) if first else zones)


@lru_cache(maxsize=_REMEMBERED)
def normal_phone(raw: str | None, country: str | None) -> str | None:
    """The number in E.164 if it is valid and can receive texts, else None. A national form is read in
    `country`; letters are refused, so vanity numbers and extensions never pass."""
    text = (raw or "").strip()
    if not text or len(text) > _LONGEST_PHONE or any(_is_letter_or_control(sign) for sign in text):
        return None
    number = _parsed(text, country)
    # An invalid number has the type UNKNOWN, so this asks for validity too, at half the cost of asking twice.
    if number is None or phonenumbers.number_type(number) not in _TEXTABLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=_REMEMBERED)
def normal_email(raw: str | None) -> str | None:
    """One lower-cased address, or None for anything a mail server should not be handed. Look-alike letters
    stay what they are: a Cyrillic "a" is another address."""
    text = (raw or "").strip()
    if not text or any(unicodedata.category(sign) == "Cc" for sign in text):
        return None
    try:
        valid = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return None
    return unicodedata.normalize("NFC", valid.normalized.lower())


def _zones_of_address(place: Place) -> Zones:
    country = _known_country(place.country)
    if country is None:
        return ()
    postcode = (place.postcode or "").upper().replace(" ", "").replace("-", "")
    overseas = _longest_prefix(OVERSEAS.get(country, {}), postcode)
    if overseas:
        return overseas
    zones = zones_of_country(country)
    if len(zones) > 1:
        zones = _zones_of_province(country, place.province) or zones
    if len(zones) > 1:
        zones = _narrowed(zones, _longest_prefix(POSTAL.get(country, {}), postcode))
    if len(zones) > 1:
        zones = _narrowed(zones, CITIES.get(country, {}).get((place.city or "").strip().casefold(), ()))
    return zones


def _zones_of_province(country: str, province: str | None) -> Zones:
    table = PROVINCES.get(country, {})
    code = (province or "").strip().upper().removeprefix(f"{country}-")
    if not code:
        return ()
    return table.get(code) or table.get("*", ())


def _longest_prefix(table: dict[str, Zones], postcode: str) -> Zones:
    if not postcode:
        return ()
    for length in range(min(len(postcode), 5), -1, -1):
        if postcode[:length] in table:
            return table[postcode[:length]]
    return ()


def _narrowed(zones: Zones, finer: Zones) -> Zones:
    """`finer` as far as it does not contradict what is known already."""
    known = {_time_kept(name) for name in zones}
    return _distinct(name for name in finer if _time_kept(name) in known) or zones


def _distinct(zones: Iterable[str]) -> Zones:
    found: dict[tuple[timedelta | None, ...], str] = {}
    for name in zones:
        found.setdefault(_time_kept(name), name)
    return tuple(found.values())


@lru_cache(maxsize=1024)
def _time_kept(name: str) -> tuple[timedelta | None, ...]:
    """A zone's offsets through one year, each half month: equal for zones whose clocks agree."""
    days = (datetime(_SAME_TIME_YEAR, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in (1, 15, 27))
    return tuple(local(day, name).utcoffset() for day in days)


@lru_cache(maxsize=1)
def _zone_tab() -> dict[str, Zones]:
    """Country to zones from the tz database's zone.tab."""
    found: dict[str, Zones] = dict(EXTRA_COUNTRIES)
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        country, _, name, *_ = line.split("\t")
        found[country] = (*found.get(country, ()), name)
    return found


def _known_country(code: str | None) -> str | None:
    upper = (code or "").strip().upper()
    return upper if upper in _zone_tab() else None


@lru_cache(maxsize=_REMEMBERED)
def _phone_country(phone: str | None) -> str | None:
    number = _parsed(phone or "", None)
    return _known_country(phonenumbers.region_code_for_number(number)) if number else None


def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, _known_country(country))
    except phonenumbers.NumberParseException:
        return None


def _is_letter_or_control(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign) == "Cc"
