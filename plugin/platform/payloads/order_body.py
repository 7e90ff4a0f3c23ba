"""The fields of an order that we read."""

from __future__ import annotations

from plugin.platform.payloads.customer import CustomerBody
from plugin.platform.payloads.decode import Leaf, Struct
from plugin.platform.payloads.fulfilment import ParcelBody
from plugin.platform.payloads.line import LineBody
from plugin.platform.payloads.money import AmountSetBody
from plugin.platform.payloads.place import AddressBody
from plugin.platform.payloads.refund import RefundBody


class CodeBody(Struct):
    code: Leaf = None
    amount: Leaf = None


class OrderBody(Struct):
    id: Leaf = None
    name: Leaf = None
    created_at: Leaf = None
    updated_at: Leaf = None
    processed_at: Leaf = None
    cancelled_at: Leaf = None
    test: Leaf = None
    source_name: Leaf = None
    currency: Leaf = None
    total_price: Leaf = None
    total_price_set: AmountSetBody | None = None
    financial_status: Leaf = None
    fulfillment_status: Leaf = None
    email: Leaf = None
    contact_email: Leaf = None
    phone: Leaf = None
    customer_locale: Leaf = None
    order_status_url: Leaf = None
    note_attributes: Leaf = None
    tags: Leaf = None
    shipping_address: AddressBody | None = None
    discount_codes: list[CodeBody | None] | None = None
    line_items: list[LineBody | None] | None = None
    customer: CustomerBody | None = None
    fulfillments: list[ParcelBody | None] | None = None
    refunds: list[RefundBody | None] | None = None
