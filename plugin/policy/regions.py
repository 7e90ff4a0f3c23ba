"""Groups of countries that share a rule, as ISO 3166 codes. As of 2026-11-22."""

from __future__ import annotations

# The territories use the platform's own country codes or the code US with a province.
UNITED_STATES = frozenset({"US", "PR", "VI", "GU", "MP", "AS", "UM"})
# French law also holds overseas.
FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"})
# https://european-union.europa.eu, the EEA states, and the parts of them that have a code of their own.
EU_EEA = FRANCE | {
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "AX", "SJ",
}  # fmt: skip
DOUBLE_OPT_IN = frozenset({"DE", "AT"})  # courts there ask for proof that only a confirmed address gives
AUSTRALIA_NEW_ZEALAND = frozenset({"AU", "NZ"})
SOFT_OPT_IN = EU_EEA | {"GB", "CH"}
