"""Webhook bodies to events. One file per noun; each reads only the fields it needs, and raises only BadPayload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from plugin.events import Event
from plugin.platform.payloads.consent import email_consent, sms_consent
from plugin.platform.payloads.customer import customer, customer_gone, customers_merged
from plugin.platform.payloads.decode import Reader, Told, require_json
from plugin.platform.payloads.export_ended import export_ended
from plugin.platform.payloads.fulfilment import fulfilment, fulfilment_event
from plugin.platform.payloads.order import order
from plugin.platform.payloads.order_change import order_edited, order_gone, order_return
from plugin.platform.payloads.privacy import customer_redacted, data_requested, shop_redacted
from plugin.platform.payloads.product import product, product_gone
from plugin.platform.payloads.refund import refund
from plugin.platform.payloads.shop import app_uninstalled, scopes_changed, shop
from plugin.platform.payloads.subscription import subscription_changed

__all__ = ["READERS", "Reader", "Told", "parse"]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "orders/create": order,
        "orders/updated": order,
        "orders/paid": order,
        "orders/cancelled": order,
        "orders/fulfilled": order,
        "orders/partially_fulfilled": order,
        "orders/edited": order_edited,
        "orders/delete": order_gone,
        "refunds/create": refund,
        "returns/request": order_return,
        "returns/approve": order_return,
        "returns/reopen": order_return,
        "returns/decline": order_return,
        "returns/cancel": order_return,
        "returns/close": order_return,
        "fulfillments/create": fulfilment,
        "fulfillments/update": fulfilment,
        "fulfillment_events/create": fulfilment_event,
        "customers/create": customer,
        "customers/update": customer,
        "customers/enable": customer,
        "customers/disable": customer,
        "customers/delete": customer_gone,
        "customers/merge": customers_merged,
        "customers_email_marketing_consent/update": email_consent,
        "customers_marketing_consent/update": sms_consent,
        "products/create": product,
        "products/update": product,
        "products/delete": product_gone,
        "shop/update": shop,
        "app/uninstalled": app_uninstalled,
        "app/scopes_update": scopes_changed,
        "app_subscriptions/update": subscription_changed,
        "bulk_operations/finish": export_ended,
        "customers/data_request": data_requested,
        "customers/redact": customer_redacted,
        "shop/redact": shop_redacted,
    }
)


def parse(topic: str, body: bytes, *, triggered_at: datetime) -> tuple[Event, ...]:
    """What a webhook says, as events with UTC times; empty for topics that nothing reads yet.

    `triggered_at` (aware) stands in where a body has no time of its own. Pure: the same input gives the same events.
    Raises BadPayload with a reason that holds no personal data, also for a body that is not JSON on any topic.
    """
    reader = READERS.get(topic)
    if reader is None:
        require_json(body)
        return ()
    return reader(body, Told(topic, triggered_at))
