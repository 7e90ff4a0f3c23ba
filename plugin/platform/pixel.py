"""Encore's web pixel in a shop: switched on once, and off again (platform notes: web pixel)."""

from __future__ import annotations

from plugin.platform.client import AdminClient
from plugin.platform.trouble import NotUnderstood, Refused


def pixel_on(client: AdminClient, shop_id: int, account: str) -> str:
    """The pixel's id. One that is on already is adopted. Raises PlatformDown."""
    pixel = {"settings": {"accountID": account}}
    try:
        data = client.run(shop_id, "pixel_create", {"pixel": pixel}, is_awaited=True)
        return _id((data.get("webPixelCreate") or {}).get("webPixel"))
    except Refused as refused:
        if "TAKEN" not in refused.codes:
            raise NotUnderstood(str(refused)) from None
    id = _id(client.run(shop_id, "pixel_now", is_awaited=True).get("webPixel"))
    try:
        client.run(shop_id, "pixel_update", {"id": id, "pixel": pixel}, is_awaited=True)
    except Refused as refused:
        raise NotUnderstood(str(refused)) from None
    return id


def pixel_off(client: AdminClient, shop_id: int, id: str) -> None:
    """One that is not there any more is fine. Raises PlatformDown."""
    try:
        client.run(shop_id, "pixel_delete", {"id": id}, is_awaited=True)
    except Refused as refused:
        if "NOT_FOUND" not in refused.codes:
            raise NotUnderstood(str(refused)) from None


def _id(pixel: object) -> str:
    id = pixel.get("id") if isinstance(pixel, dict) else None
    if not isinstance(id, str):
        raise NotUnderstood("the answer has no web pixel")
    return id
