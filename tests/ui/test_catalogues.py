"""The catalogues say everything the pages say, in every language, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from babel.messages import Catalog, Message

from ui.catalogues import catalogue_of, path_of, untranslated, updated
from ui.i18n import DEFAULT, LANGUAGES

TRANSLATED = [code for code in LANGUAGES if code != DEFAULT]
HOLES = re.compile(r"%\(\w+\)[sr]|\{\w+\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]+>")


def _forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _texts(catalogue: Catalog) -> dict[str, Message]:
    return {_forms(one.id)[0]: one for one in catalogue if one.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_what_make_texts_writes(language: str):
    there = path_of(language).read_text(encoding="utf-8")
    assert there == updated(language), "run `make texts`, then translate what is new"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str):
    assert untranslated(language) == []
    assert [one.id for one in catalogue_of(language) if one.id and one.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_holes_of_its_text(language: str):
    wrong = []
    for one in _texts(catalogue_of(language)).values():
        wanted = set(HOLES.findall(_forms(one.id)[-1]))
        many = [set(HOLES.findall(said)) for said in _forms(one.string or "")]
        if many[-1] != wanted or any(wanted - holes - {"%(num)s"} for holes in many):
            wrong.append(one.id)
    assert wrong == []
