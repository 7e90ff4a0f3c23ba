"""Consent: an append-only ledger. What counts is worked out when it is asked (plugin.dossier)."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, select

from plugin.db.prepared import SHOP, Prepared
from plugin.events import Channel, ConsentSeen
from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.projection.addresses import address_hash
from plugin.projection.work import Work, final_id

_HASHES = Prepared(
    select(Customer.email_hash, Customer.phone_hash).where(Customer.shop_id == SHOP, Customer.id == bindparam("id"))
)


def project_consent(work: Work, event: ConsentSeen, country: str | None = None, address: str | None = None) -> None:
    """Write the statement down; the same statement told twice is one entry. `address` is the keyed hash of
    the address, where that is all we have."""
    hashed = address or address_hash(work, event.channel, event.address, country) or _known_address(work, event)
    said = (event.customer_id, event.channel, event.state, event.level, event.at.isoformat(), hashed)
    owner = None if event.customer_id is None else final_id(work, event.customer_id)
    work.insert_new(
        ConsentEntry,
        [{
            "shop_id": work.shop.id, "customer_id": owner, "address_hash": hashed,
            "channel": event.channel.value, "state": event.state.value, "level": event.level, "at": event.at,
            "recorded_at": work.now, "source": event.source, "wording": event.wording, "ip_hash": None,
            "fingerprint": hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest(),
        }],
    )  # fmt: skip


def suppress(work: Work, hashed: str, channel: Channel, reason: str) -> None:
    """Never write to this address again on that channel; the first reason stays."""
    row = {"address_hash": hashed, "channel": channel.value, "reason": reason, "at": work.now}
    work.insert_new(Suppression, [{"shop_id": work.shop.id, **row}])


def _known_address(work: Work, event: ConsentSeen) -> str | None:
    if event.customer_id is None:
        return None
    row = _HASHES.row(work.session, id=event.customer_id)
    if row is None:
        return None
    found: str | None = row.email_hash if event.channel is Channel.EMAIL else row.phone_hash
    return found
