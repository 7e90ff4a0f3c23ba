"""Install: the first valid id token of a shop that has no usable tokens. A reinstall is the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from plugin.errors import UsageError
from plugin.platform.tokens import Tokens, TokensDown
from plugin.shops import Shop, Shops

log = structlog.get_logger()


def nothing_more(_shop_id: int) -> None:
    """What happens after an install where nobody has said."""


class Installs:
    """`on_install` is called with the id of a shop once it is installed, each time it is."""

    def __init__(
        self,
        shops: Shops,
        tokens: Tokens,
        now: Callable[[], datetime],
        on_install: Callable[[int], object] = nothing_more,
    ) -> None:
        self._shops = shops
        self._tokens = tokens
        self._now = now
        self.on_install = on_install

    def visited(self, shop_domain: str, id_token: str) -> Shop:
        """The shop whose verified id token this is, installed if it was not, with tokens if it had none. Raises
        StaleIdToken (ask for another one), or TokensDown where the shop is not installed and cannot be now."""
        shop = self._shops.by_domain(shop_domain)
        if shop is not None and shop.uninstalled_at is None and self._tokens.has_usable(shop.id):
            return shop
        try:
            return self._admitted(shop_domain, lambda shop_id: self._tokens.exchange(shop_id, id_token))
        except TokensDown as error:
            if shop is None or shop.uninstalled_at is not None:
                raise
            log.warning("no tokens for now", shop=shop.id, reason=str(error))
            return shop

    def authorized(self, shop_domain: str, code: str) -> Shop:
        """The same for the code of an authorization that was checked. Raises TokensDown."""
        return self._admitted(shop_domain, lambda shop_id: self._tokens.redeem(shop_id, code))

    def _admitted(self, shop_domain: str, acquire: Callable[[int], bool]) -> Shop:
        shop = self._shops.by_domain(shop_domain) or self._newcomer(shop_domain)
        if acquire(shop.id):
            log.info("installed", shop=shop.id)
            self.on_install(shop.id)
        return self._shops.by_id(shop.id)

    def _newcomer(self, shop_domain: str) -> Shop:
        """A row to hold the lease; until its tokens are kept the shop is not installed."""
        try:
            return self._shops.add(shop_domain, now=self._now(), is_installed=False)
        except (IntegrityError, UsageError):  # another request was quicker
            found = self._shops.by_domain(shop_domain)
            if found is None:
                raise
            return found
