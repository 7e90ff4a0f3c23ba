"""A shop's order book, written straight into the tables by saying what was bought, returned and called off."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from plugin.analytics.metrics import metrics
from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.model.order import Order, OrderLine, Refund
from plugin.model.product import Product
from plugin.shops import Shops
from plugin.vault import KeyRing

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_shop_numbers = count(1)


def at(text: str) -> datetime:
    """An instant; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class OrderBook:
    """One shop of a database. Rows wait in `rows` until `figures` or `save` writes them."""

    def __init__(self, database: Database, time_zone: str = "UTC", currency: str = "USD") -> None:
        self.database = database
        self.rows: list[Any] = []
        self._numbers = count(1)
        self.shop = Shops(database, KeyRing([b"k" * 32]), ShopSettings()).add(
            f"books-{next(_shop_numbers)}.myshopify.com", now=_BEGINNING, time_zone=time_zone, currency=currency
        )

    def order(
        self, customer: int | None, when: str | datetime, total: int = 1000, products: Any = (), **columns: Any
    ) -> int:
        """A valid order unless `columns` say otherwise; one line per entry of `products`. Returns its id."""
        number, moment = next(self._numbers), at(when) if isinstance(when, str) else when
        known = {
            "name": f"#{number}", "seen_at": moment, "view_hash": "", "total_seen_at": moment, "lines_hash": "",
            "created_at": moment, "is_test": False, "is_gift": False, "source": "web", "total": total,
            "currency": self.shop.currency,
            "presentment_currency": self.shop.currency, "presentment_total": total, "codes": [],
        }  # fmt: skip
        self.rows.append(Order(shop_id=self.shop.id, id=number, customer_id=customer, **{**known, **columns}))
        for position, product_id in enumerate(products):
            self.rows.append(
                OrderLine(
                    shop_id=self.shop.id,
                    order_id=number,
                    id=position,
                    position=position,
                    product_id=product_id,
                    title=f"Product {product_id}",
                    quantity=1,
                    current_quantity=1,
                    price=total,
                    is_gift_card=False,
                    needs_shipping=True,
                )
            )
        return number

    def refund(self, order_id: int, when: str | datetime, amount: int) -> None:
        moment = at(when) if isinstance(when, str) else when
        self.rows.append(
            Refund(shop_id=self.shop.id, id=next(self._numbers), order_id=order_id, at=moment, amount=amount,
                   currency=self.shop.currency, lines=[])
        )  # fmt: skip

    def product(self, product_id: int, **columns: Any) -> None:
        known = {"seen_at": _BEGINNING, "title": f"Product {product_id}", "handle": f"product-{product_id}",
                 "is_active": True, "in_stock": True, "tags": [], "price": "10.00"}  # fmt: skip
        self.rows.append(Product(shop_id=self.shop.id, id=product_id, **{**known, **columns}))

    def save(self) -> None:
        with self.database.write(self.shop.id) as session:
            session.add_all(self.rows)
        self.rows = []

    def figures(self, as_of: str | datetime) -> dict[str, Any]:
        """The metrics at that moment, of everything said so far."""
        self.save()
        with self.database.read(self.shop.id) as session:
            return metrics(session, self.shop, at(as_of) if isinstance(as_of, str) else as_of)
