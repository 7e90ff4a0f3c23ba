"""Addresses and numbers as they are stored: normalised, sealed, and hashed for look-up."""

from __future__ import annotations

from plugin.events import Channel
from plugin.places import normal_email, normal_phone
from plugin.projection.work import Work


def email_hash(work: Work, raw: str | None) -> str | None:
    """The keyed hash of a usable address; None for anything that cannot be written to."""
    normal = normal_email(raw)
    return None if normal is None else work.keys.lookup("email", normal)


def phone_hash(work: Work, raw: str | None, country: str | None) -> str | None:
    normal = normal_phone(raw, country)
    return None if normal is None else work.keys.lookup("phone", normal)


def address_hash(work: Work, channel: Channel, raw: str | None, country: str | None) -> str | None:
    return email_hash(work, raw) if channel is Channel.EMAIL else phone_hash(work, raw, country)
