"""Customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from devstore import shop
from devstore.admin_api.asking import Asking, Node, asking, instant
from devstore.admin_api.objects.parts import address, metafield_of, money
from devstore.admin_api.pages import page_of_rows
from devstore.bodies.customers import full_address
from devstore.doings.summary import bought
from devstore.model.orders import Order
from devstore.model.people import Customer


def customer_node(ask: Asking, row: Customer) -> Node:
    return {
        "__typename": "Customer", "id": row.gid, "legacyResourceId": str(row.id), "firstName": row.first_name,
        "lastName": row.last_name, "displayName": row.shown_name, "locale": row.locale, "state": "ENABLED",
        "tags": [tag for tag in row.tags.split(", ") if tag], "note": None, "verifiedEmail": row.email is not None,
        "createdAt": instant(row.created_at), "updatedAt": instant(row.updated_at), "dataSaleOptOut": False,
        "numberOfOrders": lambda _info: str(bought(ask.session, row.id)[0]),
        "amountSpent": lambda _info: money(bought(ask.session, row.id)[1]),
        "lastOrder": lambda _info: _last_order(ask, row), "orders": lambda info, **words: _orders(info, row, words),
        "defaultEmailAddress": _email(row), "defaultPhoneNumber": _phone(row),
        "defaultAddress": address(row.id + 1_111_111, full_address(row), row.phone),
        "metafield": metafield_of(row.gid),
    }  # fmt: skip


def _email(row: Customer) -> Node | None:
    if row.email is None:
        return None
    return {
        "emailAddress": row.email, "validFormat": True, "marketingState": row.email_state.upper(),
        "marketingOptInLevel": row.email_level.upper() if row.email_level else None,
        "marketingUpdatedAt": instant(row.email_updated_at), "openTrackingLevel": "UNKNOWN",
        "marketingUnsubscribeUrl": f"https://{shop.DOMAIN}/account/unsubscribe/{row.id}",
    }  # fmt: skip


def _phone(row: Customer) -> Node | None:
    if row.phone is None:
        return None
    level = (row.sms_level or "single_opt_in").upper()
    state = "NEVER_SUBSCRIBED" if row.sms_state == "not_subscribed" else row.sms_state.upper()  # its own word
    consent = {
        "state": state,
        "optInLevel": level,
        "collectedFrom": row.sms_from.upper(),
        "updatedAt": instant(row.sms_updated_at),
    }
    return {"phoneNumber": row.phone, "smsMarketingConsent": consent}


def _last_order(ask: Asking, row: Customer) -> Node | None:
    from devstore.admin_api.objects.orders import order_node

    rows = select(Order).where(Order.customer_id == row.id).order_by(Order.number.desc()).limit(1)
    last = ask.session.scalar(rows)
    return None if last is None else order_node(ask, last)


def _orders(info: Any, row: Customer, words: dict[str, Any]) -> Node:
    from devstore.admin_api.objects.orders import order_node

    ask = asking(info)
    rows = select(Order).where(Order.customer_id == row.id)
    return page_of_rows(ask.session, rows, Order.created_at, Order.id, lambda one: order_node(ask, one), words)
