"""Refunds: what came back, and the money that moved."""

from __future__ import annotations

from plugin.platform.nodes.parts import Body, Node, amounts, listed, lower, number


def refund(node: Node) -> Body:
    return {
        "id": number(node), "created_at": node.get("createdAt"),
        "refund_line_items": [
            {"line_item_id": number(one.get("lineItem")), "quantity": one.get("quantity")}
            for one in listed(node, "refundLineItems", "nodes")
        ],
        "transactions": [
            {
                "kind": lower(one.get("kind")), "status": lower(one.get("status")),
                "amount_set": amounts(one.get("amountSet")),
            }
            for one in listed(node, "transactions", "nodes")
        ],
    }  # fmt: skip
