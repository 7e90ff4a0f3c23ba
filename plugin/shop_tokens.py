"""Where a shop's tokens are: sealed in its row, with their ends and the lease of who is renewing them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from plugin.db.session import Database, note_shop_change
from plugin.model.shop import Shop as Row
from plugin.platform.token_endpoint import Granted
from plugin.platform.tokens import Held
from plugin.shops import Shops
from plugin.vault import Cabinet

_OVER: dict[str, Any] = {"token_lease": None, "token_leased_until": None}


class ShopTokens:
    """The store that `Tokens` works on (plugin.platform.tokens.Store)."""

    def __init__(self, database: Database, shops: Shops) -> None:
        self._database = database
        self._shops = shops

    def read(self, shop_id: int) -> Held:
        with self._database.read_registry() as session:
            row = session.scalars(select(Row).where(Row.id == shop_id)).one()
            keys = self._shops.of(row).keys
        return Held(
            domain=row.domain,
            is_installed=row.uninstalled_at is None,
            access=keys.open("shop.token", shop_id, row.token),
            expires_at=row.token_expires_at,
            refresh=keys.open("shop.refresh_token", shop_id, row.refresh_token),
            refresh_expires_at=row.refresh_token_expires_at,
            needs_merchant=row.needs_merchant_at is not None,
        )

    def lease(self, shop_id: int, now: datetime, until: datetime) -> str | None:
        lease = secrets.token_hex(8)
        free = or_(Row.token_leased_until.is_(None), Row.token_leased_until <= now)
        return lease if self._change(shop_id, free, token_lease=lease, token_leased_until=until) else None

    def keep(self, shop_id: int, lease: str, granted: Granted, now: datetime, installs: bool) -> bool:
        installed = {"installed_at": now, "uninstalled_at": None} if installs else {}
        columns = _columns(self._shops.by_id(shop_id).keys, shop_id, granted, now)
        return self._change(shop_id, Row.token_lease == lease, **columns, **installed, **_OVER)

    def give_up(self, shop_id: int, lease: str, now: datetime) -> None:
        self._change(shop_id, Row.token_lease == lease, needs_merchant_at=now, **_OVER)

    def release(self, shop_id: int, lease: str) -> None:
        self._change(shop_id, Row.token_lease == lease, **_OVER)

    def _change(self, shop_id: int, condition: Any, **columns: Any) -> bool:
        with self._database.write_registry() as session:
            done: Any = session.execute(update(Row).where(Row.id == shop_id, condition).values(**columns))
            if done.rowcount and len(columns) > len(_OVER):
                note_shop_change(session)
            return bool(done.rowcount)


def _columns(keys: Cabinet, shop_id: int, granted: Granted, now: datetime) -> dict[str, Any]:
    return {
        "token": keys.seal("shop.token", shop_id, granted.access),
        "token_expires_at": _end(now, granted.lasts),
        "refresh_token": keys.seal("shop.refresh_token", shop_id, granted.refresh),
        "refresh_token_expires_at": _end(now, granted.refresh_lasts),
        "granted_scopes": granted.scopes,
        "scopes_at": now,
        "needs_merchant_at": None,
    }


def _end(now: datetime, lasts: timedelta | None) -> datetime | None:
    return None if lasts is None else now + lasts
