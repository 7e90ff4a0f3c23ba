"""Which of the shop's products a file means: by number, handle, or a title that only one product has."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.product import Product
from plugin.shops import Shop

_PER_READ = 1_000


class Catalogue:
    """The names of the shop's products, as they are when it is made."""

    def __init__(self, session: Session, shop: Shop) -> None:
        self._by_handle: dict[str, int] = {}
        self._by_title: dict[str, int | None] = {}
        self._handles: dict[int, str] = {}
        self._titles: dict[int, str] = {}
        rows = session.execute(
            select(Product.id, Product.handle, Product.title)
            .where(Product.shop_id == shop.id, Product.gone_at.is_(None), Product.title != "")
            .execution_options(yield_per=_PER_READ)
        )
        for row in rows:
            self._add(row.id, row.handle, row.title)

    def find(self, product_id: int | None, names: Iterable[str]) -> int | None:
        """The product's number; None where none is known by any of these."""
        if product_id is not None and product_id in self._handles:
            return product_id
        for name in names:
            found = self._by_handle.get(name.casefold()) or self._by_title.get(name.casefold())
            if found is not None:
                return found
        return None

    def handle(self, product_id: int | None) -> str:
        """ "" where it is not known."""
        return self._handles.get(product_id or 0, "")

    def title(self, product_id: int | None) -> str:
        return self._titles.get(product_id or 0, "")

    def _add(self, id: int, handle: str | None, title: str) -> None:
        self._handles[id], self._titles[id] = handle or "", title
        if handle:
            self._by_handle[handle.casefold()] = id
        key = title.casefold()
        self._by_title[key] = None if key in self._by_title else id
