"""Where customers live, and the language they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    country: str
    name: str
    city: str
    zip: str
    locale: str
    province: str | None = None
    province_code: str | None = None

    def address(self, house: int) -> dict[str, Any]:
        return {
            "address1": f"{house} Example Street", "city": self.city, "zip": self.zip, "province": self.province,
            "province_code": self.province_code, "country": self.name, "country_code": self.country,
        }  # fmt: skip


_UK, _US = "United Kingdom", "United States"
LONDON = Place("GB", _UK, "London", "SE1 9AA", "en-GB", "England", "ENG")
LEEDS = Place("GB", _UK, "Leeds", "LS1 4AP", "en-GB", "England", "ENG")
CARDIFF = Place("GB", _UK, "Cardiff", "CF10 1AA", "en-GB", "Wales", "WLS")
OBAN = Place("GB", _UK, "Oban", "PA34 4AA", "en-GB", "Scotland", "SCT")
SYDNEY = Place("AU", "Australia", "Sydney", "2000", "en-AU", "New South Wales", "NSW")
DUBLIN = Place("IE", "Ireland", "Dublin", "D02 AF30", "en-IE", "Dublin", "D")
BERLIN = Place("DE", "Germany", "Berlin", "10115", "de")
VIENNA = Place("AT", "Austria", "Wien", "1010", "de")
PARIS = Place("FR", "France", "Paris", "75004", "fr")
MADRID = Place("ES", "Spain", "Madrid", "28001", "es", "Madrid", "M")
BOSTON = Place("US", _US, "Boston", "02108", "en-US", "Massachusetts", "MA")
DENVER = Place("US", _US, "Denver", "80202", "en-US", "Colorado", "CO")
TORONTO = Place("CA", "Canada", "Toronto", "M5H 2N2", "en-CA", "Ontario", "ON")
TOKYO = Place("JP", "Japan", "千代田区", "100-0001", "ja", "東京都", "JP-13")
HAIFA = Place("IL", "Israel", "חיפה", "3100000", "he")
ATHENS = Place("GR", "Greece", "Αθήνα", "105 57", "el")
WARSAW = Place("PL", "Poland", "Warszawa", "00-001", "pl")
