"""The keyed names of a review: equal for the same words by the same person about the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from plugin.vault import Cabinet


class Worded(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def stars(self) -> int: ...
    @property
    def written_at(self) -> datetime: ...


def names_of(keys: Cabinet, who: str, products: Iterable[str], review: Worded) -> list[str]:
    """One for each name of the product, the first being the one that it is stored under. Without words the day and
    the stars tell it from others."""
    words = " ".join(f"{review.title} {review.text}".split()).casefold()
    said = words or f"{review.stars} on {review.written_at.date()}"
    called = [name.casefold() for name in products if name] or [""]
    return [keys.name("import/review", f"{who.casefold()}|{one}|{said}").hex() for one in dict.fromkeys(called)]
