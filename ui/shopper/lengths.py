"""What to say about a text that is too long."""

from __future__ import annotations


def too_long(sentence: str, most: int, typed: str) -> str:
    """The sentence, with `%(most)s` and `%(has)s` filled in as the reader writes numbers."""
    from ui.cldr import number  # Babel, only where a page needs it

    return sentence % {"most": number(most), "has": number(len(typed))}
