"""Discount codes."""

from __future__ import annotations

from devstore import shop
from devstore.admin_api.asking import Asking, Node, instant
from devstore.admin_api.objects.customers import customer_node
from devstore.admin_api.objects.parts import money
from devstore.admin_api.pages import page_of_list
from devstore.model.discounts import Discount
from devstore.model.people import Customer


def code_node(ask: Asking, row: Discount) -> Node:
    return {"__typename": "DiscountCodeNode", "id": row.gid, "codeDiscount": _basic(ask, row)}


def discount_node(ask: Asking, row: Discount) -> Node:
    return {"__typename": "DiscountNode", "id": shop.gid("DiscountNode", row.id), "discount": _basic(ask, row)}


def _basic(ask: Asking, row: Discount) -> Node:
    used = len(row.uses)
    code = {
        "id": shop.gid("DiscountRedeemCode", row.id), "code": row.code, "asyncUsageCount": used, "createdBy": None
    }  # fmt: skip
    return {
        "__typename": "DiscountCodeBasic", "title": row.title, "status": row.status(ask.now),
        "startsAt": instant(row.starts_at), "endsAt": instant(row.ends_at), "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at), "usageLimit": row.usage_limit, "asyncUsageCount": used,
        "appliesOncePerCustomer": row.once_per_customer, "codesCount": {"count": 1, "precision": "EXACT"},
        "summary": row.title, "shortSummary": row.title, "tags": row.tags, "context": _context(ask, row),
        "minimumRequirement": _minimum(row), "customerGets": _gets(row),
        "codes": lambda _info, **words: page_of_list([code], words),
    }  # fmt: skip


def _context(ask: Asking, row: Discount) -> Node:
    if not row.customer_ids:
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}

    def customers(_info: object) -> list[Node]:
        found = [ask.session.get(Customer, number) for number in row.customer_ids]
        return [customer_node(ask, one) for one in found if one is not None]

    return {"__typename": "DiscountCustomers", "customers": customers}


def _minimum(row: Discount) -> Node | None:
    if row.minimum_pence is None:
        return None
    return {"__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": money(row.minimum_pence)}


def _gets(row: Discount) -> Node:
    share: Node = {"__typename": "DiscountPercentage", "percentage": row.percent}
    amount: Node = {
        "__typename": "DiscountAmount", "amount": money(row.amount_pence or 0), "appliesOnEachItem": False
    }  # fmt: skip
    items = {"__typename": "AllDiscountItems", "allItems": True}
    return {"value": amount if row.percent is None else share, "items": items}
