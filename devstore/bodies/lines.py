"""A line of an order; parcels and refunds carry it too."""

from __future__ import annotations

from devstore import shop
from devstore.bodies.parts import Body, money, named
from devstore.model.orders import Line


def line(row: Line, quantity: int | None = None) -> Body:
    """`quantity` where a parcel holds only some of it."""
    left = row.unshipped
    status = "fulfilled" if not left else ("partial" if row.shipped else None)
    return {
        **named("LineItem", row.id), "product_id": row.product_id, "variant_id": row.variant_id, "title": row.title,
        "variant_title": row.variant_title, "name": f"{row.title} - {row.variant_title}", "sku": row.sku,
        "vendor": shop.NAME, "quantity": quantity or row.quantity, "current_quantity": row.current_quantity,
        "fulfillable_quantity": left, "fulfillment_status": status, "fulfillment_service": "manual",
        "price": shop.pounds(row.pence), "price_set": money(row.pence), "total_discount": "0.00",
        "total_discount_set": money(0), "discount_allocations": _allocations(row), "gift_card": False, "grams": 450,
        "requires_shipping": True, "taxable": True, "product_exists": True, "properties": [],
        "variant_inventory_management": "shopify", "tax_lines": [], "duties": [], "attributed_staffs": [],
        "sales_line_item_group_id": None, "selling_plan_id": None,
    }  # fmt: skip


def _allocations(row: Line) -> list[Body]:
    if not row.discount_pence:
        return []
    return [
        {
            "amount": shop.pounds(row.discount_pence), "amount_set": money(row.discount_pence),
            "discount_application_index": 0,
        }
    ]  # fmt: skip
