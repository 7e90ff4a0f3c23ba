"""What Encore learns about a shop when it is installed; shop/update keeps it true from then on."""

from __future__ import annotations

import structlog

from plugin.encore import Encore
from plugin.platform.seam import PlatformDown, ShopFacts
from plugin.projection import Work
from plugin.projection.shop import project_shop

log = structlog.get_logger()


def learn_at_install(encore: Encore, shop_id: int) -> None:
    """The same where nobody waits for the answer: a shop that gives none is asked at its next visit."""
    try:
        learn_shop(encore, shop_id)
    except PlatformDown as error:
        log.warning("the shop is not known yet", shop=shop_id, reason=str(error))


def learn_shop(encore: Encore, shop_id: int) -> ShopFacts | None:
    """Ask the platform who the shop is and write it down: name, zone (and with it the next local midnight),
    currency, language, country, platform id. Call it after every install; twice does the same as once.

    Returns what was learned, so that a page may offer contact mail and postal address as sender; None where no
    store is connected. Raises PlatformDown: the shop then keeps what it had, and is to be asked again."""
    facts = encore.platform.facts(shop_id)
    if facts is None:
        return None
    shop, now = encore.shops.by_id(shop_id), encore.clock.now()
    with encore.database.write(shop_id) as session:
        project_shop(Work(session, shop, now), facts.seen)
    return facts
