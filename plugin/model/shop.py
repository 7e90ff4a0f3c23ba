"""A shop: the tenant. The only table that is read without knowing the shop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Sealed, Word
from plugin.model.base import Base, SerialId


class Shop(Base):
    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    public_id: Mapped[str] = mapped_column(Word, unique=True)  # random; the only name of the shop in addresses
    domain: Mapped[str] = mapped_column(Text, unique=True)
    platform_shop_id: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Word)
    currency: Mapped[str] = mapped_column(Word)
    locale: Mapped[str | None] = mapped_column(Word)
    country: Mapped[str | None] = mapped_column(Word)
    seen_at: Mapped[datetime | None]  # platform time of the newest shop/update
    installed_at: Mapped[datetime]
    uninstalled_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None] = mapped_column(Word)  # plugin.halt; None: its staff paused it
    next_daily_at: Mapped[datetime]
    next_learn_at: Mapped[datetime]
    settings_version: Mapped[int] = mapped_column(default=1)  # +1 with every change of settings by a person
    settings: Mapped[dict[str, Any]] = mapped_column(Json)  # `[encore.*]` tables laid over the defaults
    flows_on_since: Mapped[dict[str, str]] = mapped_column(Json)  # flow -> RFC 3339; "" = always
    marks: Mapped[dict[str, str]] = mapped_column(Json, default=dict)  # what its staff have seen or put away -> when
    token: Mapped[bytes | None] = mapped_column(Sealed)
    token_expires_at: Mapped[datetime | None]  # None: the token of a custom app does not expire
    refresh_token: Mapped[bytes | None] = mapped_column(Sealed)
    refresh_token_expires_at: Mapped[datetime | None]
    token_lease: Mapped[str | None] = mapped_column(Word)  # who is renewing the tokens, and until when at most
    token_leased_until: Mapped[datetime | None]
    needs_merchant_at: Mapped[datetime | None]  # when the tokens proved dead; the next visit brings new ones
    granted_scopes: Mapped[str | None] = mapped_column(Text)  # comma-separated
    scopes_at: Mapped[datetime | None]  # of when they are
    subscription: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # plugin.subscription
    ask_subscription_at: Mapped[datetime | None]  # when to ask the platform next; None: at once
    flow_triggers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # plugin.flow_triggers.in_use
    web_pixel: Mapped[str | None] = mapped_column(Text)  # its id in the shop; None: product views are not counted
    data_key: Mapped[bytes | None] = mapped_column(Sealed)  # wrapped by the key ring; None: erased


class RejectedDelivery(Base):
    """A signed delivery that belongs to no shop of ours. Counted and shown, its body is not kept."""

    __tablename__ = "rejected_delivery"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    received_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Word)
    topic: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[str] = mapped_column(Word)


class Heartbeat(Base):
    """When each part of Encore was last seen alive, and this installation's id."""

    __tablename__ = "heartbeat"

    part: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]
    detail: Mapped[str | None] = mapped_column(Text)
