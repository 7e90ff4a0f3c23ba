"""Rows as the control API shows them."""

from __future__ import annotations

from typing import Any

from devstore import shop
from devstore.model.catalogue import Product
from devstore.model.discounts import Discount
from devstore.model.messages import Message
from devstore.model.orders import Order
from devstore.model.people import Customer
from devstore.webhooks.listed import Listed

Shown = dict[str, Any]


def order(row: Order) -> Shown:
    return {
        "id": row.id, "name": row.name, "customer_id": row.customer_id, "created_at": shop.stamp(row.created_at),
        "financial_status": row.financial_status, "fulfillment_status": row.fulfillment_status,
        "cancelled_at": shop.stamp_or_none(row.cancelled_at), "code": row.code,
        "discount": shop.pounds(row.discount_pence), "total": shop.pounds(row.paid_pence),
        "lines": [
            {"id": one.id, "title": one.title, "variant_id": one.variant_id, "quantity": one.quantity}
            for one in row.lines
        ],
        "parcels": [{"id": one.id, "status": one.shipment_status} for one in row.parcels],
        "refunds": [{"id": one.id, "amount": shop.pounds(one.pence)} for one in row.refunds],
        "returns": [{"id": one.id, "status": one.status} for one in row.returns],
    }  # fmt: skip


def customer(row: Customer) -> Shown:
    return {
        "id": row.id, "name": row.shown_name, "first_name": row.first_name, "last_name": row.last_name,
        "email": row.email, "phone": row.phone, "locale": row.locale, "country": row.address["country_code"],
        "email_state": row.email_state, "sms_state": row.sms_state,
    }  # fmt: skip


def product(row: Product) -> Shown:
    return {
        "id": row.id, "title": row.title, "handle": row.handle, "tags": row.tags, "price": shop.pounds(row.pence),
        "variants": [{"id": one.id, "title": one.title, "stock": one.stock} for one in row.variants],
    }  # fmt: skip


def code(row: Discount) -> Shown:
    return {
        "id": row.id, "code": row.code, "title": row.title, "percent": row.percent,
        "starts_at": shop.stamp(row.starts_at),
        "ends_at": shop.stamp_or_none(row.ends_at), "customer_ids": row.customer_ids, "uses": len(row.uses),
    }  # fmt: skip


def message(row: Message) -> Shown:
    return {
        "id": row.id, "channel": row.channel, "to": row.to, "from": row.sender, "subject": row.subject,
        "text": row.text, "html": row.html, "headers": row.headers, "at": shop.stamp(row.at), "key": row.key,
    }  # fmt: skip


def delivery(row: Listed) -> Shown:
    return {
        "id": row.id, "topic": row.topic, "state": row.state, "attempts": row.attempts, "answer": row.answer,
        "webhook_id": row.webhook_id, "happened_at": shop.stamp(row.happened_at),
        "next_at": shop.stamp_or_none(row.next_at), "done_at": shop.stamp_or_none(row.done_at),
    }  # fmt: skip
