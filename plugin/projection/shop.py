"""The shop itself, and whether what arrives really belongs to it (webhook headers are not signed)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from plugin import ledger
from plugin.clock import zone
from plugin.db.prepared import Prepared
from plugin.errors import BadPayload
from plugin.events import (
    AppUninstalled,
    CustomerRedacted,
    DataRequested,
    Event,
    OrderSeen,
    ParcelMoved,
    ScopesChanged,
    ShopRedacted,
    ShopSeen,
    SubscriptionChanged,
    TriggerUsed,
)
from plugin.flow_triggers import handle_of
from plugin.help_desk import leave_help_desk
from plugin.model.shop import Shop as Row
from plugin.projection.work import Work
from plugin.shops import NO_TOKENS, change, next_daily
from plugin.subscription import after_webhook, kept
from plugin.subscription import read as read_subscription

_SHOP_ID = Prepared(select(Row.platform_shop_id).where(Row.id == bindparam("id")))
_NAMES_ITS_SHOP = (AppUninstalled, ShopRedacted, ShopSeen, CustomerRedacted, DataRequested)


def require_same_shop(work: Work, event: Event) -> None:
    """BadPayload if the body names another shop, or none where the topic's bodies always name one: then it
    is not what the topic says. A shop whose id is unknown and that has no token to ask with takes the id of
    its first order."""
    if isinstance(event, _NAMES_ITS_SHOP) and (event.domain or "").lower() != work.shop.domain:
        raise BadPayload("shop_mismatch: the body names another shop than the delivery's header")
    named = _named(event)
    if named is None:
        return
    known = work.shop.platform_shop_id or _platform_shop_id(work)
    if known is None and not work.shop.has_token and isinstance(event, OrderSeen):
        change(work.session, work.shop.id, platform_shop_id=named)
    elif known is not None and known != named:
        raise BadPayload("shop_mismatch: the order's own addresses name another shop")


def project_shop(work: Work, event: ShopSeen) -> None:
    seen_at = work.session.scalar(select(Row.seen_at).where(Row.id == work.shop.id))
    if seen_at is not None and event.at is not None and event.at < seen_at:
        return
    told: dict[str, Any] = {
        "name": event.name, "currency": event.currency, "locale": event.locale, "country": event.country,
        "platform_shop_id": event.platform_shop_id, "seen_at": event.at,
    }  # fmt: skip
    if event.time_zone and zone(event.time_zone) and event.time_zone != work.shop.time_zone:
        told |= {"time_zone": event.time_zone, "next_daily_at": next_daily(work.now, event.time_zone)}
    change(work.session, work.shop.id, **{key: value for key, value in told.items() if value is not None})


def project_uninstall(work: Work, event: AppUninstalled) -> None:
    """Sending stops; the token and the address of the help desk go at once. One that is older than the present
    installation is late news."""
    if event.at < work.shop.installed_at:
        return
    change(
        work.session, work.shop.id, uninstalled_at=event.at, subscription={}, ask_subscription_at=None, **NO_TOKENS
    )
    leave_help_desk(work.session, work.shop.id)
    ledger.cancel_where(work.session, work.shop, work.now, "uninstalled")


def project_scopes(work: Work, event: ScopesChanged) -> None:
    """What the merchant has granted, unless something newer is known or this is of an earlier installation."""
    known_at = work.session.scalar(select(Row.scopes_at).where(Row.id == work.shop.id))
    if event.at < max(known_at or work.shop.installed_at, work.shop.installed_at) or work.shop.uninstalled_at:
        return
    change(work.session, work.shop.id, granted_scopes=",".join(event.scopes), scopes_at=event.at)


def project_subscription(work: Work, event: SubscriptionChanged) -> None:
    """What only the webhook tells, and that the platform is to be asked now. Late news of an earlier installation is
    left alone; the same news twice is the same as once."""
    if event.at < work.shop.installed_at or work.shop.uninstalled_at:
        return
    row = work.session.scalar(select(Row.subscription).where(Row.id == work.shop.id))
    state = after_webhook(read_subscription(row or {}), event.id, event.status)
    change(work.session, work.shop.id, subscription=kept(state), ask_subscription_at=work.now)


def project_trigger(work: Work, event: TriggerUsed) -> None:
    """Whether a workflow listens; what Flow said later counts."""
    told = dict(work.session.scalar(select(Row.flow_triggers).where(Row.id == work.shop.id)) or {})
    name = handle_of(event.trigger)
    known = told.get(name)
    if known is not None and datetime.fromisoformat(known["at"]) > event.at:
        return
    told[name] = {"is_used": event.is_used, "at": event.at.isoformat()}
    change(work.session, work.shop.id, flow_triggers=told)


def _named(event: Event) -> int | None:
    if isinstance(event, OrderSeen | ParcelMoved | ShopSeen | AppUninstalled | ScopesChanged | SubscriptionChanged):
        return event.platform_shop_id
    return None


def _platform_shop_id(work: Work) -> int | None:
    found: int | None = _SHOP_ID.value(work.session, id=work.shop.id)
    return found
