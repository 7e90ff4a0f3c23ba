"""What Encore learns about a shop when it is installed; shop/update keeps it true from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from plugin.platform.seam import PlatformDown, ShopFacts
from plugin.projection import Work
from plugin.projection.shop import project_shop

if TYPE_CHECKING:
    from plugin.encore import Encore

log = structlog.get_logger()


def learn_shop(encore: Encore, shop_id: int) -> ShopFacts | None:
    """Ask the platform who the shop is and write it down: name, zone (and with it the next local midnight),
    currency, language, country, platform id. Call it after every install; twice does the same as once.

    Returns what was learned, so that a page may offer contact mail and postal address as sender. None where no
    store is connected, or where it gives no answer now: the shop keeps what it had, and the sweep asks again as
    long as its platform id is unknown."""
    try:
        facts = encore.platform.facts(shop_id)
    except PlatformDown as trouble:
        log.warning("shop not learned yet", shop=shop_id, reason=str(trouble))
        return None
    if facts is None:
        return None
    shop, now = encore.shops.by_id(shop_id), encore.clock.now()
    with encore.database.write(shop_id) as session:
        project_shop(Work(session, shop, now), facts.seen)
    return facts
