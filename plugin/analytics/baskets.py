"""Which products were in which orders, and how often two of them were in the same one.

A sparse matrix of orders by products, multiplied with itself one block of products at a time: time grows with
the lines, memory only with one block. numpy and scipy are imported where they are used; the web process never
needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from plugin.analytics.facts import valid
from plugin.model.order import Order, OrderLine

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_ORDER, _LINE = Order.__table__.c, OrderLine.__table__.c  # bare columns: cheaper per row than mapped ones
_BATCH = 50_000
_NO_PRODUCT = -1  # a line whose product the platform does not name
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
    import numpy as np

    counting = _columns(session, select(_ORDER.id).where(valid(shop_id, as_of)), 1)[0]
    lines = select(_LINE.order_id, func.coalesce(_LINE.product_id, _NO_PRODUCT))
    order_ids, product_ids = _columns(session, lines.where(_LINE.shop_id == shop_id), 2)
    kept = (product_ids != _NO_PRODUCT) & np.isin(order_ids, counting)
    return baskets_of(len(counting), order_ids[kept], product_ids[kept])


def baskets_of(orders: int, order_ids: Numbers, product_ids: Numbers) -> Baskets:
    """The same from two arrays, one entry per order line; the same product twice in an order counts once."""
    import numpy as np
    from scipy.sparse import csr_matrix

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


def _columns(session: Session, statement: Select[*tuple[Any, ...]], width: int) -> Numbers:
    """The rows of whole numbers as one array per column. Two plain scans matched here take seconds where the join
    in SQLite, which fetches lines by product, took minutes (a million orders)."""
    import numpy as np

    parts = [np.empty(0, np.int64)]
    for rows in session.execute(statement.execution_options(yield_per=_BATCH)).partitions():
        parts.append(np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width))
    return np.ascontiguousarray(np.concatenate(parts).reshape(-1, width).T)


def _numbered(order_ids: Numbers) -> Any:
    import numpy as np

    return np.unique(order_ids, return_inverse=True)[1].astype(np.int32)
