"""Consent as the Admin API has it, and as it wants to be told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugin.events import Channel, ConsentState
from plugin.platform.client import AdminClient
from plugin.platform.gid import gid
from plugin.platform.seam import Recorded, Statement
from plugin.platform.trouble import NotUnderstood, Refused

_LEVELS = {"single_opt_in": "SINGLE_OPT_IN", "confirmed_opt_in": "CONFIRMED_OPT_IN"}


def recorded(client: AdminClient, shop_id: int, customer_id: int, channel: Channel) -> Recorded | None:
    """None where there is no such customer, or no address of that channel. Raises PlatformDown."""
    customer = client.run(shop_id, "consent_of", {"id": gid("Customer", customer_id)}).get("customer") or {}
    if channel is Channel.EMAIL:
        address = customer.get("defaultEmailAddress") or {}
        return _recorded(address.get("marketingState"), address.get("marketingUpdatedAt"))
    consent = (customer.get("defaultPhoneNumber") or {}).get("smsMarketingConsent") or {}
    return _recorded(consent.get("state"), consent.get("updatedAt"))


def tell_consent(client: AdminClient, shop_id: int, said: Statement) -> str | None:
    """None, or why the shop will not write it down. Raises PlatformDown."""
    who = {"customerId": gid("Customer", said.customer_id)}
    try:
        if said.channel is Channel.EMAIL:
            client.run(shop_id, "consent_email", {"input": {**who, "emailMarketingConsent": _words(said)}})
        else:
            client.run(shop_id, "consent_sms", {"input": {**who, "smsMarketingConsent": _words(said)}})
    except Refused as refused:
        return str(refused)
    return None


def _words(said: Statement) -> dict[str, str]:
    at = said.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    words = {"marketingState": said.state.upper(), "consentUpdatedAt": at}
    level = _LEVELS.get(said.level or "")
    return words | {"marketingOptInLevel": level} if level and said.state is ConsentState.SUBSCRIBED else words


def _recorded(state: Any, at: Any) -> Recorded | None:
    """A word that is no answer, such as NEVER_SUBSCRIBED, is none."""
    if not isinstance(state, str):
        return None
    known = state.lower() if state.lower() in set(ConsentState) else ConsentState.NOT_SUBSCRIBED
    try:
        return Recorded(ConsentState(known), datetime.fromisoformat(at) if at else None)
    except (ValueError, TypeError):
        raise NotUnderstood("consent_of: the time of a consent cannot be read") from None
