"""The languages that Encore writes in, and which of them a person reads."""

from __future__ import annotations

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es")
FALLBACK = "en"


def language_of(*locales: str | None) -> str:
    """The language of the first of `locales` (as the platform writes them: "de", "fr-CA", "es_MX") that Encore
    writes in; English if there is none."""
    spoken = (_language(locale) for locale in locales)
    return next((language for language in spoken if language in LANGUAGES), FALLBACK)


def locale_in(language: str, *locales: str | None) -> str:
    """How dates and money are said in `language`: the first of `locales` that is a form of it, such as "de-CH",
    else the language alone."""
    return next((locale for locale in locales if locale and _language(locale) == language), language)


def direction(language: str) -> str:
    """ "rtl" for a language that is written from right to left, "ltr" for every other one (CLDR, by Babel)."""
    return "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"


def _language(locale: str | None) -> str:
    return (locale or "").replace("_", "-").partition("-")[0].lower()
