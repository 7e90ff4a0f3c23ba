"""app_subscriptions/update: what became of an offer, or of what the shop pays for."""

from __future__ import annotations

import msgspec

from plugin.errors import BadPayload
from plugin.events import SubscriptionChanged
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded
from plugin.platform.payloads.values import identity, whole_text, word


class SubscriptionBody(Struct):
    admin_graphql_api_id: Leaf = None
    admin_graphql_api_shop_id: Leaf = None
    status: Leaf = None


class Body(Struct):
    app_subscription: SubscriptionBody | None = None


_BODY = msgspec.json.Decoder(Body)


def subscription_changed(raw: bytes, told: Told) -> tuple[SubscriptionChanged, ...]:
    """Its time is the delivery's."""
    body = decoded(_BODY, raw).app_subscription
    id, status = (None, None) if body is None else (whole_text(body.admin_graphql_api_id, 64), word(body.status))
    if body is None or id is None or status is None:
        raise BadPayload("app_subscription lacks its id or its status")
    shop_id = identity(body.admin_graphql_api_shop_id, "admin_graphql_api_shop_id")
    return (SubscriptionChanged(shop_id, id, status, told.triggered_at),)
