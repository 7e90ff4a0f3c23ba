"""What answers the fields of Mutation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devstore.admin_api.changes import bulk, charges, consents, discounts, flow, marketing, metafields, pixels, tags

MUTATION: dict[str, Callable[..., Any]] = {
    "appSubscriptionCreate": charges.create,
    "appSubscriptionCancel": charges.cancel,
    "bulkOperationRunQuery": bulk.run_query,
    "discountCodeBasicCreate": discounts.create,
    "discountCodeBasicUpdate": discounts.update,
    "discountCodeDeactivate": discounts.deactivate,
    "discountCodeDelete": discounts.delete,
    "customerEmailMarketingConsentUpdate": consents.email,
    "customerSmsMarketingConsentUpdate": consents.sms,
    "flowTriggerReceive": flow.receive,
    "marketingActivityUpsertExternal": marketing.upsert,
    "marketingEngagementCreate": marketing.engage,
    "metafieldsSet": metafields.set_all,
    "metafieldsDelete": metafields.delete_all,
    "webPixelCreate": pixels.create,
    "webPixelUpdate": pixels.update,
    "webPixelDelete": pixels.delete,
    "tagsAdd": tags.add,
    "tagsRemove": tags.remove,
}
