"""userErrors: what is wrong with the values of a mutation. The mutation then changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Trouble(Exception):
    """One user error. `code` is None where the type of error has none."""

    def __init__(self, field: Sequence[str] | None, message: str, code: str | None = None, **more: Any) -> None:
        super().__init__(message)
        written = {"field": None if field is None else list(field), "message": message, "code": code}
        self.errors = [{**written, "extraInfo": None, "elementIndex": None, **more}]
