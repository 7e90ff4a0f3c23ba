"""Subscriptions as the Admin API tells them and wants them written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from plugin.platform.seam import Offer
from plugin.platform.trouble import NotUnderstood
from plugin.subscription import Subscribed

_UNUSABLE = (KeyError, TypeError, ValueError, AttributeError)


def active(data: Mapping[str, Any]) -> tuple[Subscribed, ...]:
    """Those with the status ACTIVE. Raises NotUnderstood for an answer of another shape."""
    try:
        listed = data["currentAppInstallation"]["activeSubscriptions"]
        return tuple(_subscribed(one) for one in listed if one["status"] == "ACTIVE")
    except _UNUSABLE as error:
        raise NotUnderstood(f"subscriptions_active: {type(error).__name__}") from None


def offer_input(offer: Offer) -> dict[str, Any]:
    whole, cents = divmod(offer.tariff.price_cents, 100)
    price = {"amount": f"{whole}.{cents:02}", "currencyCode": "USD"}
    return {
        "name": offer.tariff.name, "returnUrl": offer.return_url, "trialDays": offer.tariff.trial_days,
        "test": offer.is_test,
        "lineItems": [{"plan": {"appRecurringPricingDetails": {"price": price, "interval": "EVERY_30_DAYS"}}}],
    }  # fmt: skip


def _subscribed(one: Mapping[str, Any]) -> Subscribed:
    began = datetime.fromisoformat(one["createdAt"])
    renews = one.get("currentPeriodEnd")
    days = int(one.get("trialDays") or 0)
    return Subscribed(
        id=str(one["id"]), name=str(one["name"]), is_test=bool(one["test"]),
        trial_ends_at=began + timedelta(days=days) if days else None,
        renews_at=datetime.fromisoformat(renews) if renews else None,
    )  # fmt: skip
