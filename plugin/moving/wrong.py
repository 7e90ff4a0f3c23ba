"""What is wrong with a line of a file. Never says what stands in it: that may be about a person."""

from __future__ import annotations

from dataclasses import dataclass


class Wrong(Exception):
    """A cell that cannot be used: what to do about it, marked for the catalogues. `field` is our name of the
    column."""

    def __init__(self, what: str, field: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.field = field


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` as an editor counts, the header being line 1; `column` as the file calls it, "" for the whole line."""

    line: int
    column: str
    what: str
