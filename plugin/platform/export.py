"""What Encore asks of a platform that exports a whole store: asked for once, made in the background, one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """What is exported, in the order in which it is read: orders come after what and whom they name."""

    PRODUCTS = "products"
    CUSTOMERS = "customers"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class Export:
    """`lines` and `things` count what is in the file: all objects, and those that stand by themselves. `url` is None
    while it is being made, where nothing was found, where it failed and where the file is kept no longer."""

    is_making: bool
    failed: str | None  # why there will be no file
    url: str | None
    lines: int
    things: int
    partial_url: str | None = None  # of one that failed: the file as far as it came


class FileGone(Exception):
    """The address opens nothing any more; the platform may know another."""


class Exports(Protocol):
    """Every method may raise PlatformDown."""

    def begin(self, shop_id: int, kind: Kind, before: datetime, /) -> str:
        """The platform's id of a new export; of orders, of those that were placed before that moment."""
        ...

    def look(self, shop_id: int, operation_id: str, /) -> Export: ...

    def lines(self, url: str, offset: int, /) -> Iterator[tuple[bytes, int]]:
        """Lines of the file from byte `offset` on, which begins a line; with each the offset after it. Raises
        FileGone too."""
        ...

    def refunds(self, shop_id: int, ids: Sequence[str], /) -> Mapping[str, Mapping[str, Any]]:
        """The refunds that an export only names, whole, by their ids; without those that are not there."""
        ...
