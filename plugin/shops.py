"""The shops as the stages see them: settings read, keys unwrapped. One place that reads and makes shop rows."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from time import monotonic
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from plugin.clock import instant, local_date, zone
from plugin.config import ShopSettings, shop_settings
from plugin.db.prepared import Prepared
from plugin.db.session import Database, note_shop_change
from plugin.errors import ConfigError, UsageError
from plugin.flow_triggers import in_use
from plugin.model.shop import Shop as Row
from plugin.subscription import Subscription
from plugin.subscription import read as read_subscription
from plugin.vault import Cabinet, KeyRing

_SHOPS = select(*Row.__table__.columns)
_ALL = Prepared(_SHOPS.order_by(Row.id))
_LOCKED = Prepared(_SHOPS.where(Row.id == bindparam("id")).with_for_update(key_share=True))
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


@dataclass(frozen=True)
class Shop:
    """One tenant at a moment. `cabinet` is None once its data key is gone."""

    id: int
    public_id: str
    domain: str
    platform_shop_id: int | None
    name: str
    time_zone: str
    currency: str
    locale: str
    country: str | None
    settings: ShopSettings
    settings_version: int
    flows_on_since: dict[str, str]
    installed_at: datetime
    uninstalled_at: datetime | None
    paused_at: datetime | None
    next_daily_at: datetime
    has_token: bool
    cabinet: Cabinet | None
    next_learn_at: datetime | None = None
    needs_merchant_at: datetime | None = None  # since when only a visit of the merchant brings new tokens
    granted_scopes: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    subscription: Subscription = field(default_factory=Subscription)
    per_month: int | None = None  # promotional messages that its tariff includes; None: no limit
    ask_subscription_at: datetime | None = None
    pause_reason: str | None = None  # why Encore itself paused it; None: its staff did
    flow_triggers: frozenset[str] = frozenset()  # those of Shopify Flow that a workflow of the shop listens to
    web_pixel: str | None = None  # its id in the shop; None: product views are not counted

    @property
    def keys(self) -> Cabinet:
        if self.cabinet is None:
            raise ConfigError(f"the data key of {self.domain} has been erased")
        return self.cabinet

    def flow_on_since(self, flow: str) -> datetime | None:
        """Since when orders count for a flow; None: all of them. Raises KeyError while it is off."""
        since = self.flows_on_since[flow]
        return datetime.fromisoformat(since) if since else None


NO_TOKENS: dict[str, None] = dict.fromkeys(
    ("token", "token_expires_at", "refresh_token", "refresh_token_expires_at", "token_lease", "token_leased_until",
     "needs_merchant_at", "granted_scopes", "scopes_at", "web_pixel")
)  # fmt: skip
"""The columns of a shop that has left; its web pixel went with the app. Without its lease, whoever is renewing its
tokens stores none."""

_FRESH_S = 0.5  # a pause acts within a second; the commit that sends reads the shop again anyway


class Shops:
    """Looks shops up. Keys are kept; the list of all shops for half a second, or until this process changes
    one; everything else is read each time."""

    def __init__(
        self, database: Database, ring: KeyRing, shop_defaults: ShopSettings, *, is_billed: bool = False
    ) -> None:
        self._is_billed = is_billed
        self._database = database
        self._ring = ring
        self._defaults = shop_defaults
        self._cabinets: dict[int, Cabinet] = {}
        self._ids: dict[str, int] = {}
        self._kept: tuple[float, int, list[Shop]] | None = None  # until when, after how many changes

    def all(self) -> list[Shop]:
        """Every shop as it was at most half a second ago."""
        changes, kept = self._database.shop_changes, self._kept
        if kept is not None and kept[0] > monotonic() and kept[1] == changes:
            return list(kept[2])
        with self._database.read_registry() as session:
            found = [self.of(row) for row in _ALL.rows(session)]
        self._kept = (monotonic() + _FRESH_S, changes, found)
        return list(found)

    def recent(self, shop_id: int) -> Shop | None:
        """The shop as `all` has it."""
        return next((shop for shop in self.all() if shop.id == shop_id), None)

    def working(self) -> list[Shop]:
        """Installed and with a data key; paused ones too."""
        return [shop for shop in self.all() if shop.uninstalled_at is None and shop.cabinet is not None]

    def by_id(self, shop_id: int) -> Shop:
        with self._database.read_registry() as session:
            return self.of(session.scalars(select(Row).where(Row.id == shop_id)).one())

    def read(self, session: Session, shop_id: int) -> Shop:
        """The shop as this transaction sees it, and until it ends nobody changes it: whether it is paused or
        gone is decided in the commit. Two such transactions of one shop follow one another (on SQLite all
        writers do), so both cannot spend the same budget."""
        (mine,) = _LOCKED.rows(session, id=shop_id)
        return self.of(mine)

    def by_domain(self, domain: str) -> Shop | None:
        with self._database.read_registry() as session:
            row = session.scalars(select(Row).where(Row.domain == domain.lower())).one_or_none()
            return None if row is None else self.of(row)

    def by_public_id(self, public_id: str) -> Shop | None:
        with self._database.read_registry() as session:
            row = session.scalars(select(Row).where(Row.public_id == public_id)).one_or_none()
            return None if row is None else self.of(row)

    def door(self, domain: str) -> tuple[int, Cabinet] | None:
        """Id and keys of a shop for the receiver; found once, then remembered. None: no such shop, or erased."""
        shop_id = self._ids.get(domain)
        if shop_id is not None and shop_id in self._cabinets:
            return shop_id, self._cabinets[shop_id]
        shop = self.by_domain(domain) if _DOMAIN.fullmatch(domain) else None
        if shop is None or shop.cabinet is None:
            return None
        self._ids[domain] = shop.id
        return shop.id, shop.cabinet

    def domain_of(self, shop_id: int) -> str:
        found = self.recent(shop_id)
        return (found or self.by_id(shop_id)).domain

    def add(
        self,
        domain: str,
        *,
        now: datetime,
        time_zone: str = "UTC",
        currency: str = "USD",
        platform_shop_id: int | None = None,
        token: str | None = None,
        flows_on: tuple[str, ...] = (),
        is_installed: bool = True,
    ) -> Shop:
        """A new shop, all flows off but `flows_on`; installed at `now`, unless it is still to get its tokens.
        UsageError says what is wrong."""
        if not _DOMAIN.fullmatch(domain):
            raise UsageError(f"{domain!r} is not a shop domain; it looks like NAME.myshopify.com")
        if zone(time_zone) is None:
            raise UsageError(f"{time_zone!r} is not a time zone; use an IANA name such as Europe/London")
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise UsageError(f"{currency!r} is not a currency; use three letters such as GBP")
        if self.by_domain(domain) is not None:
            raise UsageError(f"{domain} is already here")
        with self._database.write_registry() as session:
            row = Row(
                public_id=secrets.token_hex(4), domain=domain, platform_shop_id=platform_shop_id, time_zone=time_zone,
                currency=currency, installed_at=now, next_daily_at=next_daily(now, time_zone), next_learn_at=now,
                settings={},
                uninstalled_at=None if is_installed else now,
                flows_on_since=dict.fromkeys(flows_on, ""),
            )  # fmt: skip
            session.add(row)
            session.flush()
            row.data_key = self._ring.new_data_key(row.id)
            if token:
                row.token = self._ring.cabinet(row.id, row.data_key).seal("shop.token", row.id, token)
            session.flush()
            note_shop_change(session)
            return self.of(row)

    def change(self, shop_id: int, **columns: object) -> None:
        """Set columns of the shop row in a transaction of its own."""
        with self._database.write_registry() as session:
            change(session, shop_id, **columns)

    def forget(self, shop: Shop) -> None:
        """The shop was erased: what is remembered of it must not meet one that installs under its name later."""
        self._cabinets.pop(shop.id, None)
        self._ids.pop(shop.domain, None)

    def of(self, row: Any) -> Shop:
        """The shop of a row, or of the columns of one."""
        subscription = read_subscription(row.subscription)
        return Shop(
            id=row.id, public_id=row.public_id, domain=row.domain, platform_shop_id=row.platform_shop_id,
            name=row.name or row.domain.removesuffix(".myshopify.com").replace("-", " ").title(),
            time_zone=row.time_zone, currency=row.currency, locale=row.locale or "en", country=row.country,
            settings=shop_settings(row.settings, self._defaults) if row.settings else self._defaults,
            settings_version=row.settings_version,
            flows_on_since=row.flows_on_since, installed_at=row.installed_at, uninstalled_at=row.uninstalled_at,
            paused_at=row.paused_at, pause_reason=row.pause_reason,
            next_daily_at=row.next_daily_at, has_token=row.token is not None,
            cabinet=self._cabinet(row), next_learn_at=row.next_learn_at, needs_merchant_at=row.needs_merchant_at,
            granted_scopes=row.granted_scopes, marks=row.marks,
            subscription=subscription, per_month=subscription.tariff.per_month if self._is_billed else None,
            ask_subscription_at=row.ask_subscription_at, flow_triggers=in_use(row.flow_triggers),
            web_pixel=row.web_pixel,
        )  # fmt: skip

    def _cabinet(self, row: Any) -> Cabinet | None:
        if row.data_key is None:
            self._cabinets.pop(row.id, None)
            self._ids.pop(row.domain, None)
            return None
        if row.id not in self._cabinets:
            self._cabinets[row.id] = self._ring.cabinet(row.id, row.data_key)
        return self._cabinets[row.id]


def change(session: Session, shop_id: int, **columns: object) -> None:
    """Set columns of a shop row inside a transaction that is already open."""
    _change_of(tuple(sorted(columns))).run(session, **columns, changed_shop=shop_id)
    note_shop_change(session)


@cache
def _change_of(columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(Row).where(Row.id == bindparam("changed_shop")), columns)


def next_daily(now: datetime, time_zone: str) -> datetime:
    """The next local midnight of the shop after `now`, UTC."""
    return instant(local_date(now, time_zone) + timedelta(days=1), time(0), time_zone)
