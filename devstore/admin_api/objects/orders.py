"""Orders, their lines and refunds."""

from __future__ import annotations

from devstore import shop
from devstore.admin_api.asking import Asking, Node, instant
from devstore.admin_api.objects.customers import customer_node
from devstore.admin_api.objects.parcels import fulfillment_node
from devstore.admin_api.objects.parts import address, bag, metafield_of
from devstore.admin_api.objects.products import image, product_node, variant_node
from devstore.admin_api.pages import page_of_list
from devstore.model.catalogue import Product, Variant
from devstore.model.orders import Line, Order
from devstore.model.returns import Refund, Return

_FULFILLED = {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}
_RETURNED = {"requested": "RETURN_REQUESTED", "open": "IN_PROGRESS"}


def order_node(ask: Asking, row: Order) -> Node:
    where = address(row.id + 3, row.address, row.phone or (row.customer.phone if row.customer else None))
    return {
        "__typename": "Order", "id": row.gid, "legacyResourceId": str(row.id), "name": row.name, "number": row.number,
        "createdAt": instant(row.created_at), "processedAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at), "cancelledAt": instant(row.cancelled_at), "closedAt": None,
        "cancelReason": row.cancel_reason.upper() if row.cancel_reason else None, "confirmed": True, "test": False,
        "sourceName": "web", "email": row.email, "phone": row.phone, "customerLocale": row.locale,
        "statusPageUrl": row.status_url, "displayFinancialStatus": row.financial_status.upper(),
        "displayFulfillmentStatus": _FULFILLED[row.fulfillment_status], "returnStatus": _return_status(row),
        "discountCode": row.code, "discountCodes": [text for text, _, _ in row.codes], "tags": [], "note": None,
        "customAttributes": [],
        "customerAcceptsMarketing": row.customer is not None and row.customer.email_state == "subscribed",
        "currentSubtotalLineItemsQuantity": sum(line.current_quantity for line in row.lines), **_sums(row),
        "customer": lambda _info: customer_node(ask, row.customer) if row.customer else None,
        "shippingAddress": where, "billingAddress": where, "metafield": metafield_of(row.gid),
        "lineItems": lambda _info, **words: page_of_list([line_node(ask, one) for one in row.lines], words),
        "fulfillments": lambda _info, first=None: [fulfillment_node(ask, one) for one in row.parcels[:first]],
        "refunds": lambda _info, first=None: [refund_node(ask, one) for one in row.refunds[:first]],
        "returns": lambda _info, **words: page_of_list([return_node(one) for one in row.returns], words),
    }  # fmt: skip


def line_node(ask: Asking, row: Line) -> Node:
    product, variant = ask.session.get(Product, row.product_id), ask.session.get(Variant, row.variant_id)
    return {
        "__typename": "LineItem", "id": shop.gid("LineItem", row.id), "title": row.title,
        "name": f"{row.title} - {row.variant_title}", "variantTitle": row.variant_title, "sku": row.sku,
        "vendor": shop.NAME, "quantity": row.quantity, "currentQuantity": row.current_quantity,
        "unfulfilledQuantity": row.unshipped, "refundableQuantity": row.current_quantity, "requiresShipping": True,
        "isGiftCard": False, "customAttributes": [], "image": image(product) if product else None,
        "product": product_node(product) if product else None, "variant": variant_node(variant) if variant else None,
        "originalUnitPriceSet": bag(row.pence), "originalTotalSet": bag(row.pence * row.quantity),
        "discountedTotalSet": bag(row.pence * row.quantity), "totalDiscountSet": bag(row.discount_pence),
    }  # fmt: skip


def refund_node(ask: Asking, row: Refund) -> Node:
    lines = {str(line.id): line for line in row.order.lines}
    paid_back = {
        "__typename": "OrderTransaction", "id": shop.gid("OrderTransaction", row.id + 900_000), "kind": "REFUND",
        "status": "SUCCESS", "amountSet": bag(row.pence),
    }  # fmt: skip
    came_back = [
        _refunded(ask, row.id + place, lines[number], pieces)
        for place, (number, pieces) in enumerate(row.contents.items(), 1)
    ]
    return {
        "__typename": "Refund", "id": shop.gid("Refund", row.id), "legacyResourceId": str(row.id), "note": row.note,
        "createdAt": instant(row.created_at), "updatedAt": instant(row.created_at),
        "totalRefundedSet": bag(row.pence),
        "refundLineItems": lambda _info, **words: page_of_list(came_back, words),
        "transactions": lambda _info, **words: page_of_list([paid_back], words),
    }  # fmt: skip


def _refunded(ask: Asking, number: int, line: Line, pieces: int) -> Node:
    return {
        "__typename": "RefundLineItem", "id": shop.gid("RefundLineItem", number), "quantity": pieces,
        "lineItem": line_node(ask, line), "subtotalSet": bag(round(line.total_pence * pieces / line.quantity)),
    }  # fmt: skip


def return_node(row: Return) -> Node:
    return {
        "__typename": "Return", "id": shop.gid("Return", row.id), "name": f"{row.order.name}-R1",
        "status": row.status.upper(), "totalQuantity": sum(row.contents.values()),
        "createdAt": instant(row.created_at),
        "requestApprovedAt": instant(row.order.updated_at) if row.status == "open" else None, "closedAt": None,
    }  # fmt: skip


def _sums(row: Order) -> Node:
    return {
        "currencyCode": shop.CURRENCY, "presentmentCurrencyCode": shop.CURRENCY,
        "currentTotalPriceSet": bag(row.current_pence), "totalPriceSet": bag(row.paid_pence),
        "subtotalPriceSet": bag(row.subtotal_pence), "totalDiscountsSet": bag(row.discount_pence),
        "totalShippingPriceSet": bag(row.postage_pence), "totalRefundedSet": bag(row.refunded_pence),
    }  # fmt: skip


def _return_status(row: Order) -> str:
    return _RETURNED.get(row.returns[-1].status, "NO_RETURN") if row.returns else "NO_RETURN"
