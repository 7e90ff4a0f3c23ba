"""The development store and Encore as two servers on this machine, whose clocks a test moves together."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from devstore_world import KEY, SECRET, World
from sqlalchemy import select
from werkzeug.serving import make_server

import plugin
from devstore import shop as its
from devstore.admin_api.throttle import PLUS_PER_SECOND, Bucket
from devstore.doings import installing
from devstore.model.events import Event
from devstore.oauth import id_tokens
from devstore.web.app import create_app as store_app
from devstore.webhooks.queue import trimmed
from plugin.clock import SpunClock
from plugin.config import defaults
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.flows.registry import FLOWS
from plugin.inbox import Incoming, seal
from plugin.operator import Settings
from plugin.runtime.executors import InlineExecutor
from plugin.shops import Shop
from webhooks.receiver import Receiver

APP = tomllib.loads((Path(plugin.__file__).parent.parent / "app.toml").read_text(encoding="utf-8"))


class Both:
    """Encore is installed in the store. `pass_time` moves both clocks; `work` lets Encore do what is due."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._servers: list[Any] = []
        address = self._serve(lambda environ, start: self._door(environ, start))
        self.store = World(folder, address, {**APP, "client_id": KEY})
        self.store.store.bucket = Bucket(PLUS_PER_SECOND)
        self.clock = SpunClock(self.store.wall.at)
        self.base = self._serve(store_app(self.store.store)).replace("127.0.0.1", "localhost")
        mine = replace(self.store.store.settings, port=int(self.base.rpartition(":")[2]))
        self.store.store.settings = mine  # so that the files of exports have addresses that open
        self.encore = encore_of(database, self.clock, self.base)
        parts = (self.encore.settings, self.encore.shops, self.encore.inbox, self.clock, self.encore.wake)
        self._door = Receiver(*parts)
        self.inline = InlineExecutor(self.encore)
        with self.store.act() as act:
            installing.install(act)
        self.shop_id = self.visit(self.encore).id

    @property
    def shop(self) -> Shop:
        return self.encore.shops.by_id(self.shop_id)

    def flows_on(self) -> None:
        """All of them, also for orders from before."""
        self.encore.shops.change(self.shop_id, flows_on_since=dict.fromkeys(FLOWS, ""))

    def another(self, database: Database) -> Encore:
        """One more Encore that asks the store, and that the store tells nothing."""
        return encore_of(database, self.clock, self.base)

    def visit(self, encore: Encore) -> Shop:
        """The merchant opens this Encore, for the first time."""
        token = id_tokens.issue(self.store.store.settings, self.store.store.clock.signs_at())
        return encore.installs.visited(its.DOMAIN, token)

    def pass_time(self, **by: float) -> None:
        self.store.wall.push(**by)
        self.clock.move_by(timedelta(**by))

    def deliver(self) -> None:
        """The store sends what is due, and Encore reads it."""
        self.store.store.sender.drain()
        self.inline.wake("inbox")

    def reconcile(self) -> None:
        self.inline.wake("reconcile")
        self.inline.wake("inbox")

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self.encore.inbox.close()
        self.encore.platform.close()
        self.store.store.close()

    def _serve(self, app: Callable[..., Any]) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"


def encore_of(database: Database, clock: SpunClock, base: str = "") -> Encore:
    settings = Settings(
        shop_defaults=defaults(), app_url="https://app.example.com", shopify_base=base, api_key=KEY if base else "",
        api_secret=SECRET, encryption_keys=(bytes(range(32)),), secret_key=bytes(32),
    )  # fmt: skip
    return make_encore(settings, database=database, clock=clock)


def told_everything(both: Both, database: Database) -> tuple[Encore, Shop]:
    """Another Encore that had every webhook of the store once, in order."""
    encore = encore_of(database, both.clock)
    shop = encore.shops.add(
        its.DOMAIN,
        now=both.shop.installed_at,
        time_zone=its.ZONE,
        currency=its.CURRENCY,
        platform_shop_id=its.ID,
        flows_on=tuple(both.shop.flows_on_since),
    )
    app = both.store.store.settings.app
    with both.store.store.database.read() as session:
        for event in session.scalars(select(Event).order_by(Event.id)):
            for subscription in app.asks_for(event.topic):
                if event.at >= shop.installed_at:
                    encore.inbox.put(_incoming(shop, event, trimmed(event.body, subscription)))
    InlineExecutor(encore).wake("inbox")
    return encore, shop


def _incoming(shop: Shop, event: Event, body: bytes) -> Incoming:
    return Incoming(
        shop_id=shop.id, source="platform", topic=event.topic, delivery_key=event.webhook_id, event_id=event.event_id,
        triggered_at=event.at, received_at=event.at, body=seal(shop.keys, event.topic, event.webhook_id, body),
        body_hash=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
