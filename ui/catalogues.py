"""`make texts`: brings the catalogues up to date with the code. New texts come in without a translation, which a test
then names; texts that nobody uses any more go. Sorted, without places and dates: only what changed changes."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from plugin.desk.conditions import FLOW_WORDS, RULE_WORDS
from plugin.reasons import SENTENCES
from ui.forms import LACKING
from ui.i18n import DEFAULT, LANGUAGES, LOCALES

Id = str | tuple[str, ...] | list[str]  # a text, or its singular and plural
_ROOT = Path(__file__).parent.parent
_KEYWORDS = {"_": None, "gettext": None, "said": None, "ngettext": (1, 2)}
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {}\\n"\n\n'
)


def texts() -> Catalog:
    """Every text that a page may have to translate: those marked in the code, and the tables of sentences."""
    found = Catalog()
    for place in ("ui", "plugin"):
        for _file, _line, text, _comments, _context in extract_from_dir(
            _ROOT / place, method_map=_METHODS, keywords=_KEYWORDS
        ):
            found.add(text)
    for one in _tables():
        found.add(one)
    return found


def path_of(code: str) -> Path:
    return LOCALES / code / "LC_MESSAGES" / "encore.po"


def catalogue_of(code: str) -> Catalog:
    """The catalogue as it is stored; empty where there is none."""
    if not path_of(code).exists():
        return Catalog(locale=code)
    with path_of(code).open(encoding="utf-8") as source:
        return read_po(source, locale=code)


def updated(code: str) -> str:
    """What the catalogue's file should be: the texts of the code with the translations that are known."""
    known = catalogue_of(code)
    known.update(texts(), no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(written, known, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return _HEADER.format(code, known.plural_forms) + written.getvalue().decode()


def untranslated(code: str) -> list[str]:
    """The texts that the catalogue lacks, in English."""
    known = catalogue_of(code)
    return [_first(one.id) for one in texts() if one.id and not _is_translated(known, one.id)]


def _is_translated(known: Catalog, id: Id) -> bool:
    one = known.get(_first(id))
    if one is None or one.id != id or not one.string:
        return False
    return all(one.string)  # the plural forms; of a plain text, its signs


def _first(id: Id) -> str:
    return id if isinstance(id, str) else id[0]


def _tables() -> Iterator[Id]:
    yield from LACKING
    yield from SENTENCES.values()
    yield from RULE_WORDS.values()
    for words in FLOW_WORDS.values():
        *lines, rules = astuple(words)
        yield from lines
        yield from rules.values()


def main() -> None:
    for code in LANGUAGES:
        if code == DEFAULT:
            continue
        path_of(code).parent.mkdir(parents=True, exist_ok=True)
        path_of(code).write_text(updated(code), encoding="utf-8")
        sys.stdout.write(
            f"{code}: {len(untranslated(code))} texts to translate in {path_of(code).relative_to(_ROOT)}\n"
        )


if __name__ == "__main__":
    main()
