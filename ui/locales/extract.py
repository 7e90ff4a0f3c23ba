"""Every text that a person may read on a page, found in the code: what `_`, `ngettext` and `Told` are given, and the
tables of sentences that the pages look up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir

from plugin.desk.conditions import FLOW_WORDS, RULE_WORDS
from plugin.reasons import SENTENCES
from ui.i18n import LANGUAGES, LOCALES

ROOT = LOCALES.parent.parent
_METHODS = [("ui/**.py", "python"), ("plugin/**.py", "python"), ("ui/templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "Told": None}
_OPTIONS = {"ui/templates/**.html": {"trimmed": "true", "silent": "false"}}
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")


def template() -> Catalog:
    """All texts with the files they are in, in a fixed order. Lines are left out: they would change daily."""
    found = Catalog(fuzzy=False)
    for folder in ("plugin", "ui"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), kind) for pattern, kind in _METHODS if pattern.startswith(folder)
        ]
        options = {pattern.removeprefix(f"{folder}/"): one for pattern, one in _OPTIONS.items()}
        for file, _line, text, _comments, context in extract_from_dir(
            str(ROOT / folder), methods, options, _KEYWORDS
        ):
            found.add(text, locations=[(f"{folder}/{file}", 0)], context=context)
    for file, text in _tables():
        found.add(text, locations=[(file, 0)])
    return found


def catalogue_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "encore.po"


def is_translated(message: Message) -> bool:
    """Whether it says something, in each of its plural forms."""
    said = message.string or ""
    return bool(said) and all(said)


def _tables() -> Iterator[tuple[str, str]]:
    yield from (("plugin/reasons.py", one) for one in SENTENCES.values())
    for flow in FLOW_WORDS.values():
        for one in (flow.title, flow.what, flow.trigger, flow.timing, flow.delay, *flow.rules.values()):
            yield "plugin/desk/conditions.py", one
    yield from (("plugin/desk/conditions.py", one) for one in RULE_WORDS.values())
