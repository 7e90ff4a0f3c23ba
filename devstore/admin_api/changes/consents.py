"""customerEmailMarketingConsentUpdate and customerSmsMarketingConsentUpdate."""

from __future__ import annotations

from typing import Any

from devstore.act import Refused
from devstore.admin_api.asking import Info, Node, asking, read_instant
from devstore.admin_api.changes.trouble import Trouble
from devstore.admin_api.ids import number_of
from devstore.admin_api.objects.customers import customer_node
from devstore.doings.people import Channel, consent
from devstore.model.people import Customer

_SETTABLE = frozenset({"PENDING", "SUBSCRIBED", "UNSUBSCRIBED"})  # the other states are only ever read
_LEVEL = "single_opt_in"


def email(_source: Any, info: Info, input: Node) -> Node:
    return _changed(info, "email", input["customerId"], input["emailMarketingConsent"], "emailMarketingConsent")


def sms(_source: Any, info: Info, input: Node) -> Node:
    return _changed(info, "sms", input["customerId"], input["smsMarketingConsent"], "smsMarketingConsent")


def _changed(info: Info, channel: Channel, gid: str, given: Node, name: str) -> Node:
    ask = asking(info)
    number = number_of(gid, "Customer")
    row = ask.session.get(Customer, number) if number else None
    try:
        if row is None:
            raise Trouble(["input", "customerId"], "Customer not found", "INVALID")
        _apply(info, row, channel, given, name)
    except Trouble as trouble:
        return {"customer": None, "userErrors": trouble.errors}
    return {"customer": customer_node(ask, row), "userErrors": []}


def _apply(info: Info, row: Customer, channel: Channel, given: Node, name: str) -> None:
    """The newer consent wins: what is older than the one on record is refused."""
    ask, state = asking(info), given["marketingState"]
    if state not in _SETTABLE:
        raise Trouble(["input", name, "marketingState"], "Cannot specify this state", "INCLUSION")
    at = read_instant(given["consentUpdatedAt"]) if given.get("consentUpdatedAt") else ask.now
    if at > ask.now:
        raise Trouble(["input", name, "consentUpdatedAt"], "Cannot be in the future", "INVALID")
    known = row.email_updated_at if channel == "email" else row.sms_updated_at
    if known is not None and at < known.replace(microsecond=0):
        raise Trouble(["input", name, "consentUpdatedAt"], "Is older than the consent on record", "INVALID")
    level = str(given.get("marketingOptInLevel") or _LEVEL).lower()
    try:
        consent(ask.act, row, channel, state.lower(), level, at)
    except Refused as refused:
        raise Trouble(["input", "customerId"], str(refused), "INVALID") from None
