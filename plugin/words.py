"""Texts that a person reads, marked where they are written so that the catalogues get them (`make texts`). What is
stored, logged and compared stays English; a page says it in its reader's language (`ui.i18n.retold`)."""

from __future__ import annotations


class Said(str):
    """An English text that remembers what it was made of: `text` with %(name)s in it, and the `values` for them."""

    text: str
    values: dict[str, object]


def said(text: str, **values: object) -> Said:
    """The text with its values filled in. Only a literal is found by the extraction."""
    made = Said(text % values if values else text)
    made.text, made.values = text, values
    return made
