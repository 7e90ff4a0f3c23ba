"""What an address of a page asks for, read so that nonsense counts as not asked."""

from __future__ import annotations

_DIGITS = 18  # of a number that fits into 64 bits in any case


def id_in(text: str) -> int | None:
    """The id; None for a text that is none."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None
