"""Consent: an append-only ledger. What counts is worked out when it is asked (plugin.dossier)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, select, update

from plugin.db.prepared import SHOP, Prepared
from plugin.events import Channel, ConsentSeen
from plugin.model.customer import ConsentEntry, ConsentTelling, Customer, Suppression
from plugin.projection.addresses import address_hash
from plugin.projection.work import Work, final_id

_HASHES = Prepared(
    select(Customer.email_hash, Customer.phone_hash).where(Customer.shop_id == SHOP, Customer.id == bindparam("id"))
)


def project_consent(work: Work, event: ConsentSeen, country: str | None = None, address: str | None = None) -> str:
    """Write the statement down; the same statement told twice is one entry, whose fingerprint this returns. `address`
    is the keyed hash of the address, where that is all we have."""
    hashed = address or address_hash(work, event.channel, event.address, country) or _known_address(work, event)
    said = (event.customer_id, event.channel, event.state, event.level, event.at.isoformat(), hashed)
    owner = None if event.customer_id is None else final_id(work, event.customer_id)
    fingerprint = hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()
    work.insert_new(
        ConsentEntry,
        [{
            "shop_id": work.shop.id, "customer_id": owner, "address_hash": hashed,
            "channel": event.channel.value, "state": event.state.value, "level": event.level, "at": event.at,
            "recorded_at": work.now, "source": event.source, "wording": event.wording, "ip_hash": None,
            "fingerprint": fingerprint,
        }],
    )  # fmt: skip
    if event.is_ours and owner is not None:
        to_be_told(work, owner, event.channel.value, event.at)
    return fingerprint


def to_be_told(work: Work, customer_id: int, channel: str, since: datetime) -> None:
    """The shop is to hear what they said; a second word before the first was told takes its place."""
    key = {"shop_id": work.shop.id, "customer_id": customer_id, "channel": channel}
    work.insert_new(ConsentTelling, [{**key, "version": 0, "since": since, "due_at": None, "tries": 0}])
    work.session.execute(
        update(ConsentTelling)
        .where(
            ConsentTelling.shop_id == work.shop.id, ConsentTelling.customer_id == customer_id,
            ConsentTelling.channel == channel,
        )
        .values(
            version=ConsentTelling.version + 1, due_at=work.now, since=since, tries=0, problem=None
        )
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
