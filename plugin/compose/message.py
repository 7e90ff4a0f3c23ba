"""temporary"""
from __future__ import annotations
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from plugin.events import Channel, Purpose
@dataclass(frozen=True, slots=True)
class Item:
    title: str
    image_url: str | None
    url: str | None
    price: str | None
    reason: str | None
@dataclass(frozen=True, slots=True)
class Context:
    message_id: str; shop_public_id: str; flow: str; step: int; channel: Channel; purpose: Purpose; first_name: str | None
    shop_name: str; shop_url: str; postal_address: str; sender_name: str; sender_email: str; reply_to: str | None; to: str
    locale: str; order_name: str | None; items: tuple[Item, ...]; suggestions: tuple[Item, ...]; code: str | None
    percent: int | None; code_ends_at: datetime | None; zone: str; links: Mapping[str, str]; now: datetime
@dataclass(frozen=True, slots=True)
class Email:
    subject: str; text: str; html: str; payload: bytes
@dataclass(frozen=True, slots=True)
class Sms:
    text: str; segments: int
