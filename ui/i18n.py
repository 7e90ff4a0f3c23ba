"""The reader's language: texts by Babel catalogues (`ui/locales/LANGUAGE/LC_MESSAGES/encore.po`), dates and money by
CLDR. English is the text itself, so a catalogue that lacks one shows English, never a key."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request

from plugin.words import Said

LOCALES = Path(__file__).parent / "locales"
_FILTERS = ("month", "day", "moment", "clock", "money", "number", "span")
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
DEFAULT = "en"


def speak(app: Flask) -> None:
    """Gives templates `_`, `ngettext`, the language and the filters for dates, numbers and money."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(language=language, direction=direction)
    app.jinja_env.filters.update({name: _from_cldr(name) for name in _FILTERS})


def use(*wanted: str | None) -> None:
    """The rest of this request is answered in the first of these languages that we have; in English where none is."""
    g.language = next(filter(None, map(_ours, wanted)), DEFAULT)


def language() -> str:
    """The language of this answer: what `use` said, else the admin's `?locale=`, else what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        asked = [request.args.get("locale"), *request.accept_languages.values()]
        g.language = next(filter(None, map(_ours, asked)), DEFAULT)
    return str(g.language)


def nearest(wanted: str | None) -> str:
    """The language we have that is nearest to a locale such as "de-AT"; English where none is."""
    return _ours(wanted) or DEFAULT


def direction() -> str:
    """ "ltr" or "rtl", as the language of this answer is written."""
    found: str = import_module("ui.cldr").locale().text_direction
    return found


def gettext(text: str, **values: Any) -> str:
    """The text in the reader's language, `%(name)s` filled in."""
    found = catalogue(language()).gettext(text)
    return found % values if values else found


def retold(text: str) -> str:
    """A text that was marked where it was written (`plugin.words.said`), in the reader's language."""
    return gettext(text.text, **text.values) if isinstance(text, Said) else gettext(text)


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """The text for `n` things; `%(num)s` is n."""
    return catalogue(language()).ngettext(one, many, n) % {"num": n, **values}


@cache
def catalogue(code: str) -> NullTranslations:
    """The texts of a language; compiled when first needed, so that the repository keeps only what people edit."""
    path = LOCALES / code / "LC_MESSAGES" / "encore.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # Babel costs a cold start 40 ms
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open(encoding="utf-8") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _ours(wanted: str | None) -> str | None:
    head = (wanted or "").replace("_", "-").partition("-")[0].lower()
    return head if head in LANGUAGES else None


def _from_cldr(name: str) -> Callable[..., str]:
    def shown(*values: Any, **more: Any) -> str:
        return str(getattr(import_module("ui.cldr"), name)(*values, **more))

    return shown
