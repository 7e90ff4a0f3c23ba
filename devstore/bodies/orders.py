"""A whole order, as orders/create, paid, updated, fulfilled and cancelled carry it."""

from __future__ import annotations

from devstore import shop
from devstore.bodies.customers import inside_order
from devstore.bodies.lines import line
from devstore.bodies.parcels import parcel
from devstore.bodies.parts import Body, address, money, named
from devstore.bodies.refunds import refund
from devstore.model.orders import Order


def order(row: Order) -> Body:
    customer = row.customer
    where = address(row.address, row.phone or (customer.phone if customer else None))
    return {
        **named("Order", row.id), **_told(row), **_sums(row), **_empty(),
        "customer": inside_order(customer) if customer else None,
        "billing_address": where, "shipping_address": dict(where),
        "line_items": [line(one) for one in row.lines],
        "shipping_lines": [_postage(row)],
        "fulfillments": [parcel(one) for one in row.parcels],
        "refunds": [refund(one) for one in row.refunds],
        "returns": [{**named("Return", one.id), "status": one.status} for one in row.returns],
    }  # fmt: skip


def _told(row: Order) -> Body:
    codes = [{"code": text, "amount": shop.pounds(pence), "type": kind} for text, pence, kind in row.codes]
    return {
        "name": row.name, "number": row.number - 1000, "order_number": row.number, "token": row.token,
        "cart_token": row.token[::-1], "checkout_token": row.token, "confirmation_number": row.token[:9].upper(),
        "created_at": shop.stamp(row.created_at), "processed_at": shop.stamp(row.created_at),
        "updated_at": shop.stamp(row.updated_at), "closed_at": None,
        "cancelled_at": shop.stamp_or_none(row.cancelled_at), "cancel_reason": row.cancel_reason,
        "confirmed": True, "test": False, "source_name": "web", "email": row.email, "contact_email": row.email,
        "phone": row.phone, "customer_locale": row.locale,
        "buyer_accepts_marketing": row.customer is not None and row.customer.email_state == "subscribed",
        "financial_status": row.financial_status, "fulfillment_status": row.fulfillment_status,
        "order_status_url": row.status_url, "currency": shop.CURRENCY, "presentment_currency": shop.CURRENCY,
        "discount_codes": codes, "discount_applications": _applications(row),
        "payment_gateway_names": ["bogus"], "tags": "", "note": None, "note_attributes": [],
    }  # fmt: skip


def _sums(row: Order) -> Body:
    before = sum(line.pence * line.quantity for line in row.lines)
    sums = {
        "subtotal_price": row.subtotal_pence, "total_discounts": row.discount_pence,
        "total_line_items_price": before,
        "total_price": row.paid_pence, "total_tax": 0, "current_total_tax": 0,
        "current_subtotal_price": max(0, row.current_pence - row.postage_pence),
        "current_total_discounts": row.discount_pence, "current_total_price": row.current_pence,
    }  # fmt: skip
    sets = {f"{name}_set": money(pence) for name, pence in sums.items()}
    zero = ("total_cash_rounding_payment_adjustment_set", "total_cash_rounding_refund_adjustment_set")
    return {
        **{name: shop.pounds(pence) for name, pence in sums.items()}, **sets, **{name: money(0) for name in zero},
        "total_shipping_price_set": money(row.postage_pence), "current_shipping_price_set": money(row.postage_pence),
        "total_outstanding": "0.00", "total_tip_received": "0.00", "total_weight": 450 * len(row.lines),
    }  # fmt: skip


def _applications(row: Order) -> list[Body]:
    return [
        {
            "target_type": "line_item", "type": "discount_code", "value": shop.pounds(pence), "value_type": kind,
            "allocation_method": "across", "target_selection": "all", "code": text,
        }
        for text, pence, kind in row.codes
    ]  # fmt: skip


def _postage(row: Order) -> Body:
    price = shop.pounds(row.postage_pence)
    return {
        "id": row.id + 5, "code": "Standard", "title": "Standard", "price": price, "discounted_price": price,
        "source": "shopify", "carrier_identifier": None, "phone": None, "is_removed": False, "tax_lines": [],
        "discount_allocations": [], "price_set": money(row.postage_pence),
        "discounted_price_set": money(row.postage_pence), "requested_fulfillment_service_id": None,
        "current_discounted_price_set": money(row.postage_pence),
    }  # fmt: skip


def _empty() -> Body:
    nothing = (
        "app_id", "browser_ip", "client_details", "current_total_additional_fees_set", "current_total_duties_set",
        "device_id", "landing_site", "landing_site_ref", "location_id", "merchant_of_record_app_id",
        "original_total_additional_fees_set", "original_total_duties_set", "payment_terms", "po_number", "reference",
        "referring_site", "source_identifier", "source_url", "user_id",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing), "duties_included": False, "estimated_taxes": False, "tax_exempt": False,
        "taxes_included": True, "tax_lines": [], "line_item_groups": [],
        "merchant_business_entity_id": "MTY4ODAwNTEyMzk5",
    }  # fmt: skip
