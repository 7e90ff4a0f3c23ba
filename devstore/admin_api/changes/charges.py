"""appSubscriptionCreate and appSubscriptionCancel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from devstore.act import Refused
from devstore.admin_api.asking import Info, Node, asking
from devstore.admin_api.changes.trouble import Trouble
from devstore.admin_api.ids import number_of
from devstore.admin_api.objects.shops import charge_node
from devstore.doings import charging
from devstore.doings.charging import Plan
from devstore.model.charges import Charge


def create(
    _source: Any, info: Info, name: str, returnUrl: str, lineItems: list[Node], trialDays: int = 0,  # noqa: N803
    test: bool = False, **_words: Any,
) -> Node:  # fmt: skip
    """An offer, with the address at which the merchant approves it."""
    ask = asking(info)
    try:
        plan = Plan("", name, _cents(lineItems), trialDays or 0)
    except Trouble as trouble:
        return {"appSubscription": None, "confirmationUrl": None, "userErrors": trouble.errors}
    row = charging.ask(ask.act, plan, returnUrl, is_test=test, is_hosted=False)
    address = f"{ask.settings.url}/admin/charges/{row.id}/confirm"
    return {"appSubscription": charge_node(row), "confirmationUrl": address, "userErrors": []}


def cancel(_source: Any, info: Info, id: str, **_words: Any) -> Node:
    ask, number = asking(info), number_of(id, "AppSubscription")
    row = ask.session.get(Charge, number) if number else None
    try:
        if row is None:
            raise Refused("Subscription not found")
        charging.cancel(ask.act, row)
    except Refused as refused:
        return {"appSubscription": None, "userErrors": Trouble(["id"], str(refused)).errors}
    return {"appSubscription": charge_node(row), "userErrors": []}


def _cents(items: list[Node]) -> int:
    """Of the one recurring price; usage is not played here."""
    priced = [item["plan"].get("appRecurringPricingDetails") for item in items]
    if len(priced) != 1 or priced[0] is None:
        raise Trouble(["lineItems"], "Exactly one recurring price is played here")
    cents = int(Decimal(str(priced[0]["price"]["amount"])) * 100)
    if cents < 50:
        raise Trouble(["lineItems"], "The price must be at least 0.50")
    return cents
