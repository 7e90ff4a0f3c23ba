"""Who the shop is. One shop, known by heart."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ID = 68_800_512_399
NAME = "Blue Jumps"
DOMAIN = "blue-jumps.myshopify.com"
EMAIL = "hello@example.com"
OWNER = "Bea Jumps"
ZONE = "Europe/London"
CURRENCY = "GBP"
COUNTRY = "GB"
LOCALE = "en"
LOCATION_ID = 71_100_512_001
POSTAGE_PENCE = 495
GID = f"gid://shopify/Shop/{ID}"
_ZONE = ZoneInfo(ZONE)


def stamp(at: datetime) -> str:
    """With the shop's offset, to the second, as Shopify writes times into webhooks."""
    return at.astimezone(_ZONE).isoformat(timespec="seconds")


def stamp_or_none(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def pounds(pence: int) -> str:
    """Money as text: 495 is "4.95"."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02}"


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"
