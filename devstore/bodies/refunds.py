"""refunds/create and returns/*."""

from __future__ import annotations

from devstore import shop
from devstore.bodies.lines import line
from devstore.bodies.parts import Body, money, named
from devstore.model.orders import Line
from devstore.model.returns import Refund, Return


def refund(row: Refund) -> Body:
    lines = {str(one.id): one for one in row.order.lines}
    at = shop.stamp(row.created_at)
    return {
        **named("Refund", row.id), "order_id": row.order.id, "created_at": at, "processed_at": at, "note": row.note,
        "user_id": None, "restock": bool(row.contents), "duties": [], "return": None, "refund_shipping_lines": [],
        "refund_line_items": [
            _line(row.id + 1 + place, lines[number], pieces)
            for place, (number, pieces) in enumerate(row.contents.items())
        ],
        "transactions": [_transaction(row, at)],
        "order_adjustments": [] if row.contents else [_adjustment(row)], "total_duties_set": money(0),
    }  # fmt: skip


def returned(row: Return) -> Body:
    """returns/request, approve, decline, cancel."""
    return {
        **named("Return", row.id), "status": row.status, "name": f"{row.order.name}-R{len(row.order.returns)}",
        "order": named("Order", row.order.id), "total_return_line_items": sum(row.contents.values()),
        "return_line_items": [
            {
                **named("ReturnLineItem", row.id + 1 + place), "quantity": pieces, "return_reason": "unknown",
                "return_reason_note": "", "customer_note": None,
                "fulfillment_line_item": {"line_item": named("LineItem", int(number))},
            }
            for place, (number, pieces) in enumerate(row.contents.items())
        ],
        "return_shipping_fees": [], "exchange_line_items": [], "total_exchange_line_items": 0,
    }  # fmt: skip


def _line(number: int, of: Line, pieces: int) -> Body:
    """Subtotal and tax are JSON numbers here, unlike everywhere else: Shopify's own way."""
    pence = round(of.total_pence * pieces / of.quantity)
    return {
        "id": number, "line_item_id": of.id, "location_id": shop.LOCATION_ID, "quantity": pieces,
        "restock_type": "return", "subtotal": pence / 100, "subtotal_set": money(pence), "total_tax": 0.0,
        "total_tax_set": money(0), "line_item": line(of),
    }  # fmt: skip


def _transaction(row: Refund, at: str) -> Body:
    return {
        **named("OrderTransaction", row.id + 900_000), "order_id": row.order.id, "kind": "refund",
        "gateway": "bogus", "status": "success", "message": "Bogus Gateway: Forced success", "created_at": at,
        "processed_at": at, "test": False, "authorization": None, "location_id": None, "user_id": None,
        "parent_id": row.order.id + 9, "device_id": None, "receipt": {}, "error_code": None, "source_name": "web",
        "amount": shop.pounds(row.pence), "currency": shop.CURRENCY, "payment_id": f"{row.order.name}.1",
        "manual_payment_gateway": False, "amount_rounding": None,
        "total_unsettled_set": {
            side: {"amount": "0.0", "currency": shop.CURRENCY} for side in ("presentment_money", "shop_money")
        },
    }  # fmt: skip


def _adjustment(row: Refund) -> Body:
    return {
        "id": row.id + 800_000, "order_id": row.order.id, "refund_id": row.id, "amount": shop.pounds(-row.pence),
        "tax_amount": "0.00", "kind": "refund_discrepancy", "reason": "Refund discrepancy",
        "amount_set": money(-row.pence), "tax_amount_set": money(0),
    }  # fmt: skip
