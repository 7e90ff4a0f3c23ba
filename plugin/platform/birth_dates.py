"""A customer's birthday as the standard metafield `facts.birth_date`, which all apps share and merchants know
(platform notes: birthdays)."""

from __future__ import annotations

from datetime import datetime

from plugin.platform.answer import SOON
from plugin.platform.client import AdminClient
from plugin.platform.gid import gid
from plugin.platform.seam import BirthDate
from plugin.platform.trouble import NotUnderstood, Refused, TryLater


def birth_date(client: AdminClient, shop_id: int, customer_id: int) -> BirthDate | None:
    """None where the shop shows none, or has no such customer. Raises PlatformDown."""
    customer = client.run(shop_id, "birth_date_of", {"id": gid("Customer", customer_id)}).get("customer") or {}
    field = customer.get("birthDate")
    if field is None:
        return None
    try:
        return BirthDate(field["value"], datetime.fromisoformat(field["updatedAt"]), field["compareDigest"])
    except (KeyError, ValueError, TypeError):
        raise NotUnderstood("birth_date_of: the birthday cannot be read") from None


def show_birth_date(
    client: AdminClient, shop_id: int, customer_id: int, text: str | None, instead_of: BirthDate | None
) -> str | None:
    """None, or why the shop will not show it. Raises PlatformDown, also where it shows another date by now."""
    who = {"customer": gid("Customer", customer_id)}
    try:
        if text is None:
            client.run(shop_id, "birth_date_delete", who)
        else:
            digest = None if instead_of is None else instead_of.version
            client.run(shop_id, "birth_date_set", {**who, "date": text, "digest": digest})
    except Refused as refused:
        if "STALE_OBJECT" in refused.codes:
            raise TryLater("the birthday was changed in the shop meanwhile", SOON) from None
        return str(refused)
    return None
