"""The switch of the web pixel: whether views of products are counted, of visitors who agreed."""

from __future__ import annotations

from plugin.encore import Encore
from plugin.shops import Shop


def count_views(encore: Encore, shop: Shop) -> Shop:
    """The shop with its pixel on. Asked again after a crash it finds the one that is there. Raises PlatformDown."""
    id = encore.platform.pixel_on(shop.id, shop.public_id)
    encore.shops.change(shop.id, web_pixel=id)
    return encore.shops.by_id(shop.id)


def stop_counting(encore: Encore, shop: Shop) -> Shop:
    """The shop with its pixel off; what was counted stays until it is old. Raises PlatformDown, and then it is on."""
    if shop.web_pixel is not None:
        encore.platform.pixel_off(shop.id, shop.web_pixel)
        encore.shops.change(shop.id, web_pixel=None)
    return encore.shops.by_id(shop.id)
