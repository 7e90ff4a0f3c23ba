"""Which products were in which orders, and how often two of them were in the same one.

A sparse matrix of orders by products, multiplied with itself one block of products at a time: time grows with
the lines, memory only with one block. numpy and scipy are imported where they are used; the web process never
needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.analytics.facts import valid
from plugin.model.order import Order, OrderLine

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_BATCH = 50_000
_BLOCK = 512  # products at a time; our benchmark: larger blocks cost memory and gain nothing


@dataclass(frozen=True, slots=True)
class Baskets:
    """The valid orders as a matrix. Products are numbered in the order of their ids."""

    orders: int  # all valid orders, those without a product too
    product_ids: Numbers  # number -> id, ascending
    counts: Numbers  # number -> valid orders with it
    matrix: Any  # scipy CSR, orders x products, ones


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of different products, as arrays of one length; a pair comes in both directions."""

    first: Numbers  # product numbers
    second: Numbers
    count: Numbers  # valid orders with both


def baskets(session: Session, shop_id: int, as_of: datetime) -> Baskets:
    """The baskets of a shop's valid orders before `as_of`."""
    counts = valid(shop_id, as_of)
    orders = session.scalar(select(func.count()).select_from(Order).where(counts)) or 0
    lines = (
        select(OrderLine.order_id, OrderLine.product_id)
        .join(Order, (Order.shop_id == OrderLine.shop_id) & (Order.id == OrderLine.order_id))
        .where(OrderLine.shop_id == shop_id, OrderLine.product_id.is_not(None), counts)
        .execution_options(yield_per=_BATCH)
    )
    return baskets_of(orders, *_columns(session.execute(lines).partitions()))


def baskets_of(orders: int, order_ids: Numbers, product_ids: Numbers) -> Baskets:
    """The same from two arrays, one entry per order line; the same product twice in an order counts once."""
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    ids, columns = np.unique(product_ids, return_inverse=True)
    rows = _numbered(order_ids)
    shape = (int(rows.max()) + 1 if len(rows) else 0, len(ids))
    matrix = csr_matrix((np.ones(len(rows), np.int32), (rows, columns.astype(np.int32))), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return Baskets(orders, ids, np.bincount(matrix.indices, minlength=len(ids)), matrix)


def pairs(all_baskets: Baskets, at_least: int) -> Iterator[Pairs]:
    """Every pair with at least that many orders (one or more), a block of first products at a time, ascending."""
    import numpy as np

    often = np.flatnonzero(all_baskets.counts >= at_least)
    bought = all_baskets.matrix[:, often]
    by_product = bought.T.tocsr()
    for start in range(0, len(often), _BLOCK):
        block = (by_product[start : start + _BLOCK] @ bought).tocoo()
        kept = (block.data >= at_least) & (block.row + start != block.col)
        yield Pairs(often[block.row[kept] + start], often[block.col[kept]], block.data[kept].astype(np.int64))


def _columns(batches: Iterable[Iterable[tuple[int, int | None]]]) -> tuple[Numbers, Numbers]:
    import numpy as np

    parts = [np.array(batch, dtype=np.int64).reshape(-1, 2) for batch in batches]
    both = np.concatenate(parts) if parts else np.empty((0, 2), np.int64)
    return both[:, 0], both[:, 1]


def _numbered(order_ids: Numbers) -> Any:
    import numpy as np

    return np.unique(order_ids, return_inverse=True)[1].astype(np.int32)
