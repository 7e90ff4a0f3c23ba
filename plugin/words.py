"""Sentences for people, kept so that a page can say them in another language."""

from __future__ import annotations


class Told(str):
    """An English sentence that remembers how it was made: `says`, with %(names)s for `values`. Whoever wants English
    uses it as it is; the pages look `says` up in a catalogue. Extraction finds each by its name, `Told`."""

    says: str
    values: dict[str, object]

    def __new__(cls, says: str, **values: object) -> Told:
        made = super().__new__(cls, says % values if values else says)
        made.says, made.values = says, values
        return made


__all__ = ["Told"]
