"""How pages write money and times: pounds, and the shop's own zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from devstore import shop
from devstore.pages import blueprint

_ZONE = ZoneInfo(shop.ZONE)


@blueprint.app_template_filter()
def money(pence: int) -> str:
    """495 is "£4.95"."""
    return f"£{shop.pounds(pence)}"


@blueprint.app_template_filter()
def moment(at: datetime) -> str:
    """Mon 2 Mar 2026, 09:30"""
    return at.astimezone(_ZONE).strftime("%a %-d %b %Y, %H:%M")


@blueprint.app_template_filter()
def day(at: datetime) -> str:
    """2 Mar 2026"""
    return at.astimezone(_ZONE).strftime("%-d %b %Y")


@blueprint.app_template_filter()
def words(name: str | None) -> str:
    """`out_for_delivery` is "out for delivery"."""
    return (name or "").replace("_", " ")
