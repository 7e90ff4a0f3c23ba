"""What the plugin tells in English, said in the reader's language."""

from __future__ import annotations

from plugin.words import Told
from ui.i18n import gettext


def told(text: str) -> str:
    """The text in the reader's language, also where it is filled in already (plugin.words.Told)."""
    return gettext(text.says, **text.values) if isinstance(text, Told) else gettext(text)


def sentence(text: str) -> str:
    """The same as a sentence of its own: complaints are written to follow the name of a setting."""
    said = told(text)
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")
