"""The object behind a global id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devstore import shop
from devstore.admin_api.access import TYPES, denied
from devstore.admin_api.asking import Asking, Node
from devstore.admin_api.ids import read_gid
from devstore.admin_api.objects.customers import customer_node
from devstore.admin_api.objects.discounts import code_node, discount_node
from devstore.admin_api.objects.orders import order_node, refund_node, return_node
from devstore.admin_api.objects.parcels import fulfillment_node
from devstore.admin_api.objects.products import product_node, variant_node
from devstore.admin_api.objects.shops import shop_node
from devstore.model.catalogue import Product, Variant
from devstore.model.discounts import Discount
from devstore.model.orders import Order
from devstore.model.parcels import Parcel
from devstore.model.people import Customer
from devstore.model.returns import Refund, Return

_KINDS: dict[str, tuple[type[Any], Callable[[Asking, Any], Node]]] = {
    "Customer": (Customer, customer_node),
    "Order": (Order, order_node),
    "Product": (Product, lambda _ask, row: product_node(row)),
    "ProductVariant": (Variant, lambda _ask, row: variant_node(row)),
    "Fulfillment": (Parcel, fulfillment_node),
    "Refund": (Refund, refund_node),
    "Return": (Return, lambda _ask, row: return_node(row)),
    "DiscountCodeNode": (Discount, code_node),
    "DiscountNode": (Discount, discount_node),
}


def node(ask: Asking, gid: str, field: str = "node") -> Node | None:
    """None where there is nothing of this id; ACCESS_DENIED where the scope for its kind is missing."""
    read = read_gid(gid)
    if read is None:
        return None
    kind, number = read
    if kind == "Shop":
        return shop_node(ask) if number == shop.ID else None
    if kind not in _KINDS:
        return None
    if not ask.may(TYPES[kind]):
        raise denied(field, TYPES[kind])
    table, written = _KINDS[kind]
    row = ask.session.get(table, number) if number < 2**63 else None
    return None if row is None else written(ask, row)
