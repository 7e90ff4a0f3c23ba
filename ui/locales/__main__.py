"""Bring the catalogues up to date with the code: `make texts`. New texts come empty, those that nobody says any more
go, and what is translated stays."""

from __future__ import annotations

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from ui.locales.extract import TRANSLATED, catalogue_file, is_translated, template

# Nothing that changes without the texts: no date, no program, no name.
_HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals};\\n"

"""


def main() -> None:
    wanted = template()
    for language in TRANSLATED:
        kept = _read(language)
        kept.update(wanted, no_fuzzy_matching=True)
        kept.obsolete.clear()
        _write(language, kept)
        missing = [one for one in kept if one.id and not is_translated(one)]
        print(f"{language}: {len(kept)} texts, {len(missing)} to translate in {catalogue_file(language)}")  # noqa: T201


def _read(language: str) -> Catalog:
    path = catalogue_file(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def _write(language: str, kept: Catalog) -> None:
    path = catalogue_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(_HEAD.format(language=language, plurals=kept.plural_forms.rstrip(";")).encode())
        write_po(
            target, kept, width=118, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True
        )


if __name__ == "__main__":
    main()
