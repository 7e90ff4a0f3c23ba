"""The offline tokens of the shops: exchanged when the merchant comes, renewed before they end, one hand at a time.

An exchange and a refresh that run together retire each other (platform: tokens), so both take the shop's lease first:
a column, because no transaction may stay open while the network is asked, and several processes ask."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from plugin.platform.token_endpoint import Granted
from plugin.platform.token_trouble import NeedsMerchant, StaleIdToken, TokensDown

EARLY = timedelta(minutes=5)  # trust: links, sessions, headers
REFRESH_LASTS, IDLE = timedelta(days=90), timedelta(days=7)  # platform: tokens; renewed weekly, long before the end
LEASE = timedelta(seconds=30)  # longer than an exchange takes with its time-outs
_ASK_AGAIN_S = 0.1
_PATIENCE_S = 35.0  # longer than the lease of a process that died
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored of a shop's tokens."""

    domain: str
    is_installed: bool
    access: str | None = field(repr=False, default=None)
    expires_at: datetime | None = None  # None: never
    refresh: str | None = field(repr=False, default=None)
    refresh_expires_at: datetime | None = None
    needs_merchant: bool = False

    def opens_until(self, at: datetime) -> bool:
        """Whether the access token can be used until `at`."""
        alive = self.is_installed and self.access is not None and not self.needs_merchant
        return alive and (self.expires_at is None or self.expires_at > at)


class Endpoint(Protocol):
    def exchange(self, shop_domain: str, id_token: str, /) -> Granted: ...
    def refresh(self, shop_domain: str, refresh_token: str, /) -> Granted: ...
    def redeem(self, shop_domain: str, code: str, /) -> Granted: ...


class Store(Protocol):
    def read(self, shop_id: int, /) -> Held: ...

    def lease(self, shop_id: int, now: datetime, until: datetime, /) -> str | None:
        """The lease, or None while another has it."""
        ...

    def keep(self, shop_id: int, lease: str, granted: Granted, now: datetime, installs: bool, /) -> bool:
        """Both tokens and their ends in one transaction, and the lease is over. `installs`: the shop is installed
        from now on. False, and nothing is changed, if the lease had passed to another."""
        ...

    def give_up(self, shop_id: int, lease: str, now: datetime, /) -> None:
        """The tokens are dead: only the merchant brings new ones. The lease is over."""
        ...

    def release(self, shop_id: int, lease: str, /) -> None: ...


class Tokens:
    """`token_for` for everybody who asks the platform; `exchange` for the sign-in."""

    def __init__(
        self,
        endpoint: Endpoint,
        store: Store,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._store = store
        self._now = now
        self._sleep = sleep

    def token_for(self, shop_id: int) -> str:
        """An access token that works for some minutes at least where the platform can be reached. NeedsMerchant if
        only a visit of the merchant helps, TokensDown if the same may work later."""
        held = self._store.read(shop_id)
        if held.access is not None and held.opens_until(self._now() + EARLY):
            return held.access
        _require_refreshable(held, self._now())
        with self._alone(shop_id) as lease:
            return self._renewed(shop_id, lease)

    def token_after(self, shop_id: int, refused: str) -> str:
        """Another token than the one that the platform has refused. NeedsMerchant if there is none: from then on
        the next visit of the merchant brings new ones. TokensDown if the same may work later."""
        with self._alone(shop_id) as lease:
            held, now = self._store.read(shop_id), self._now()
            if held.access is not None and held.access != refused and held.opens_until(now):
                return held.access  # another request was quicker
            if not _is_refreshable(held, now):
                self._store.give_up(shop_id, lease, now)
            return self._refreshed(shop_id, lease, held, now)

    def has_usable(self, shop_id: int) -> bool:
        """Whether background work can go on without the merchant."""
        held, now = self._store.read(shop_id), self._now()
        return held.opens_until(now) or _is_refreshable(held, now)

    def keep_alive(self, shop_id: int) -> bool:
        """Renew the tokens of a shop that nothing was asked of for a week: unused for 90 days, they would be dead.
        True if they were renewed. Raises NeedsMerchant or TokensDown."""
        held, now = self._store.read(shop_id), self._now()
        ends = held.refresh_expires_at
        if not _is_refreshable(held, now) or ends is None or ends > now + REFRESH_LASTS - IDLE:
            return False
        self.token_for(shop_id)
        return True

    def exchange(self, shop_id: int, id_token: str) -> bool:
        """Get the shop its tokens by an id token; where it has usable ones, nothing. True if this installed the
        shop. Raises StaleIdToken or TokensDown."""
        return self._acquire(shop_id, lambda domain: self._endpoint.exchange(domain, id_token))

    def redeem(self, shop_id: int, code: str) -> bool:
        """The same by the code of an authorization. Raises TokensDown."""
        return self._acquire(shop_id, lambda domain: self._endpoint.redeem(domain, code))

    def _acquire(self, shop_id: int, ask: Callable[[str], Granted]) -> bool:
        with self._alone(shop_id) as lease:
            held, now = self._store.read(shop_id), self._now()
            if held.opens_until(now) or _is_refreshable(held, now):
                return False  # another request was quicker
            installs = not held.is_installed
            if not self._store.keep(shop_id, lease, ask(held.domain), now, installs):
                raise TokensDown(f"{held.domain}: its tokens were changed by another meanwhile")
        return installs

    def _renewed(self, shop_id: int, lease: str) -> str:
        held, now = self._store.read(shop_id), self._now()  # what was read before the lease may be old
        if held.access is not None and held.opens_until(now + EARLY):
            return held.access
        try:
            return self._refreshed(shop_id, lease, held, now)
        except TokensDown:
            if held.access is None or not held.opens_until(now):
                raise
            return held.access  # it has some minutes left, and is renewed at the next call

    def _refreshed(self, shop_id: int, lease: str, held: Held, now: datetime) -> str:
        refresh = _require_refreshable(held, now)
        try:
            granted = self._endpoint.refresh(held.domain, refresh)
        except NeedsMerchant:
            self._store.give_up(shop_id, lease, now)
            log.warning("the merchant must open the app", shop=shop_id)
            raise
        if not self._store.keep(shop_id, lease, granted, now, False):
            raise TokensDown(f"{held.domain}: its tokens were changed by another meanwhile")
        return granted.access

    @contextmanager
    def _alone(self, shop_id: int) -> Iterator[str]:
        lease = self._wait(shop_id)
        try:
            yield lease
        finally:
            self._store.release(shop_id, lease)

    def _wait(self, shop_id: int) -> str:
        for _ in range(round(_PATIENCE_S / _ASK_AGAIN_S)):
            now = self._now()
            lease = self._store.lease(shop_id, now, now + LEASE)
            if lease is not None:
                return lease
            self._sleep(_ASK_AGAIN_S)
        raise TokensDown(f"shop {shop_id}: another process is renewing its tokens and does not end")


def _is_refreshable(held: Held, now: datetime) -> bool:
    alive = held.is_installed and held.refresh is not None and not held.needs_merchant
    return alive and (held.refresh_expires_at is None or held.refresh_expires_at > now)


def _require_refreshable(held: Held, now: datetime) -> str:
    if held.refresh is None or not _is_refreshable(held, now):
        raise NeedsMerchant(f"{held.domain} is not connected: the merchant must open Encore in the shop's admin once")
    return held.refresh


__all__ = ["EARLY", "LEASE", "Held", "NeedsMerchant", "StaleIdToken", "Store", "Tokens", "TokensDown"]
