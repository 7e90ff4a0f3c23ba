"""A copy of one shop in a database of its own, where time may run and nobody is written to: for what would be, and
for what would have been. The shop itself is only read.

The copy keeps the shop's id and keys, so that sealed rows can be moved into it as they are; its signed links are
signed with a key of its own and open nothing."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select

from plugin.channels.recording import RecordingTransport
from plugin.clock import SpunClock
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.events import Channel
from plugin.model import Base
from plugin.model.shop import Shop as Row
from plugin.model.text import MessageText
from plugin.platform.recording import RecordingPlatform
from plugin.shops import NO_TOKENS, Shop, next_daily

_FOREVER = timedelta(days=3650)
_TEXT = cast(Table, MessageText.__table__)
_TEXTS = select(_TEXT).where(_TEXT.c.shop_id == bindparam("shop_id"))


@dataclass(frozen=True, slots=True)
class Scratch:
    """`encore` has a clock that stands at the beginning; `shop` has the settings and flows that were asked for."""

    encore: Encore
    shop: Shop
    clock: SpunClock


@contextmanager
def scratch(
    encore: Encore, shop: Shop, at: datetime, *, settings: Mapping[str, Any], flows_on: Mapping[str, str],
    learns: bool,
) -> Iterator[Scratch]:  # fmt: skip
    """An Encore with copies of the shop's row and its own texts and nothing else in it, gone at the end. `settings`
    are its `[encore.*]` tables; it is not paused. `learns`: it works out anew what is bought together."""
    with tempfile.TemporaryDirectory(prefix="encore-scratch-") as folder:
        database = Database(f"sqlite:///{folder}/scratch.db", durable=False)
        Base.metadata.create_all(database.engine)
        table = cast(Table, Row.__table__)
        with encore.database.read_registry() as session:
            row = dict(session.execute(select(table).where(table.c.id == shop.id)).mappings().one())
        with encore.database.read(shop.id) as session:
            said = [dict(one) for one in session.execute(_TEXTS, {"shop_id": shop.id}).mappings()]
        row |= {
            "settings": dict(settings), "flows_on_since": dict(flows_on), "paused_at": None, "uninstalled_at": None,
            **NO_TOKENS, "next_daily_at": next_daily(at - timedelta(days=1), shop.time_zone),
            "next_learn_at": at if learns else at + _FOREVER,
        }  # fmt: skip
        with database.write_registry() as session:
            session.execute(insert(table), row)
        if said:
            with database.write(shop.id) as session:
                session.execute(insert(_TEXT), said)
        clock = SpunClock(at)
        made = make_encore(
            replace(encore.settings, encryption_keys=(secrets.token_bytes(32),)),
            database=database, clock=clock, ring=encore.ring, platform=RecordingPlatform(),
            transports={channel: RecordingTransport(channel.value, clock, keep=False) for channel in Channel},
        )  # fmt: skip
        try:
            yield Scratch(made, made.shops.by_id(shop.id), clock)
        finally:
            made.close()
