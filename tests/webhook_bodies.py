"""Webhook bodies in the platform's own form, made from the few facts a test cares about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Body = dict[str, Any]


@dataclass
class Customer:
    """Somebody who buys. Addresses may be any text: the sinks read rules in them."""

    id: int
    email: str | None
    phone: str | None = None
    first_name: str = "Ada"
    country: str = "GB"
    city: str = "London"
    postcode: str = "SW1A 1AA"
    province: str | None = None
    locale: str | None = None

    @property
    def address(self) -> Body:
        return {
            "country_code": self.country, "province_code": self.province, "city": self.city, "zip": self.postcode,
            "phone": None,
        }  # fmt: skip

    def body(self, at: datetime, **more: Any) -> Body:
        return {
            "id": self.id, "email": self.email, "phone": self.phone, "first_name": self.first_name,
            "last_name": "Example", "created_at": at.isoformat(), "updated_at": at.isoformat(),
            "default_address": self.address, **({"locale": self.locale} if self.locale else {}), **more,
        }  # fmt: skip


@dataclass
class Order:
    """An order as the platform would show it now; the world changes it and tells Encore."""

    id: int
    name: str
    customer: Customer
    lines: list[Body]
    created_at: datetime
    paid_at: datetime | None
    currency: str
    shop_number: int
    domain: str
    is_guest: bool = False
    cancelled_at: datetime | None = None
    parcels: list[Body] = field(default_factory=list)
    refunds: list[Body] = field(default_factory=list)

    @property
    def total(self) -> int:
        """What was owed, in cents."""
        return sum(round(float(line["price"]) * 100) * line["quantity"] for line in self.lines)

    @property
    def about(self) -> str:
        return f"order:{self.id}"

    def body(self, at: datetime) -> Body:
        """The whole order as of `at`."""
        status = "paid" if self.paid_at else "pending"
        if self.refunds:
            status = (
                "refunded" if sum(_paid_back(one) for one in self.refunds) >= self.total else "partially_refunded"
            )
        return {
            "id": self.id, "name": self.name, "created_at": self.created_at.isoformat(),
            "updated_at": at.isoformat(), "processed_at": (self.paid_at or self.created_at).isoformat(),
            "cancelled_at": self.cancelled_at.isoformat() if self.cancelled_at else None, "test": False,
            "source_name": "web", "currency": self.currency, "total_price": f"{self.total / 100:.2f}",
            "financial_status": status, "fulfillment_status": "fulfilled" if self.parcels else None,
            "email": self.customer.email, "contact_email": self.customer.email, "phone": self.customer.phone,
            "customer_locale": "en", "shipping_address": self.customer.address, "line_items": self.lines,
            "order_status_url": f"https://{self.domain}/{self.shop_number}/orders/a{self.id}/authenticate?key=k",
            "discount_codes": [], "fulfillments": self.parcels, "refunds": self.refunds,
            "customer": None if self.is_guest else self.customer.body(self.created_at),
        }  # fmt: skip


def line(id: int, product_id: int, title: str, price: str = "30.00", quantity: int = 1) -> Body:
    return {
        "id": id, "product_id": product_id, "variant_id": product_id + 1, "title": title, "quantity": quantity,
        "current_quantity": quantity, "price": price, "gift_card": False, "requires_shipping": True,
    }  # fmt: skip


def parcel(id: int, order: Order, at: datetime) -> Body:
    return {
        "id": id, "order_id": order.id, "created_at": at.isoformat(), "updated_at": at.isoformat(),
        "status": "success", "tracking_company": "Post", "tracking_number": f"T{id}",
        "line_items": [{"id": one["id"]} for one in order.lines],
    }  # fmt: skip


def refund(id: int, order: Order, at: datetime, cents: int) -> Body:
    """Money only; which items it was for is not said."""
    moved = {"kind": "refund", "status": "success", "amount": f"{cents / 100:.2f}", "currency": order.currency}
    return {
        "id": id, "order_id": order.id, "created_at": at.isoformat(), "processed_at": at.isoformat(),
        "refund_line_items": [], "transactions": [moved],
    }  # fmt: skip


def _paid_back(body: Body) -> int:
    return sum(round(float(one["amount"]) * 100) for one in body["transactions"])
