"""Customers: whole from their own topics, in short form inside orders, and their end (deleted, merged)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from plugin.events import Channel, ConsentSeen, CustomerGone, CustomerSeen, CustomersMerged
from plugin.platform.payloads.consent import ConsentBody, consent_inside
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded, decoded_id
from plugin.platform.payloads.place import AddressBody, place
from plugin.platform.payloads.values import (
    email_text,
    identity,
    instant_or,
    locale,
    optional_instant,
    phone_text,
    text,
    word,
)


class MetafieldBody(Struct):
    namespace: Leaf = None
    key: Leaf = None
    value: Leaf = None
    created_at: Leaf = None
    updated_at: Leaf = None


class CustomerBody(Struct):
    id: Leaf = None
    created_at: Leaf = None
    updated_at: Leaf = None
    email: Leaf = None
    phone: Leaf = None
    first_name: Leaf = None
    last_name: Leaf = None
    locale: Leaf = None
    default_address: AddressBody | None = None
    email_marketing_consent: ConsentBody | None = None
    sms_marketing_consent: ConsentBody | None = None
    metafields: list[MetafieldBody | None] | None = None


class MergeBody(Struct):
    admin_graphql_api_customer_kept_id: Leaf = None
    admin_graphql_api_customer_deleted_id: Leaf = None
    status: Leaf = None


_CUSTOMER = msgspec.json.Decoder(CustomerBody)
_MERGE = msgspec.json.Decoder(MergeBody)


def customer(raw: bytes, told: Told) -> tuple[CustomerSeen, ...]:
    """customers/create, update, enable, disable."""
    return (customer_seen(decoded(_CUSTOMER, raw), told.topic, told.triggered_at, is_full=True),)


def customer_gone(raw: bytes, told: Told) -> tuple[CustomerGone, ...]:
    """customers/delete."""
    return (CustomerGone(identity(decoded_id(raw), "id"), told.triggered_at),)


def customers_merged(raw: bytes, told: Told) -> tuple[CustomersMerged, ...]:
    """customers/merge: one event once the merge is complete; none while it runs or when it failed."""
    body = decoded(_MERGE, raw)
    if word(body.status) not in {None, "completed"}:
        return ()
    kept = identity(body.admin_graphql_api_customer_kept_id, "the kept customer's id")
    gone = identity(body.admin_graphql_api_customer_deleted_id, "the merged customer's id")
    return (CustomersMerged(kept, gone, told.triggered_at),)


def customer_seen(body: CustomerBody, topic: str, otherwise_at: datetime, *, is_full: bool) -> CustomerSeen:
    """The customer; `otherwise_at` is its time when it states none. Raises BadPayload without an id."""
    number = identity(body.id, "customer.id")
    updated_at = instant_or(body.updated_at, otherwise_at, "customer.updated_at")
    email, phone, address = email_text(body.email), phone_text(body.phone), body.default_address
    birthday, known_at = _birthday(body.metafields or (), updated_at) if is_full else (None, None)
    return CustomerSeen(
        id=number,
        updated_at=updated_at,
        created_at=optional_instant(body.created_at),
        email=email,
        phone=phone,
        first_name=text(body.first_name),
        last_name=text(body.last_name),
        locale=locale(body.locale),
        place=place(address),
        address_phone=None if address is None else phone_text(address.phone),
        birthday=birthday,
        birthday_known_at=known_at,
        has_birthday_field=is_full and body.metafields is not None,
        consents=_consents(body, number, email, phone, topic, updated_at),
        is_full=is_full,
    )


def _consents(
    body: CustomerBody, number: int, email: str | None, phone: str | None, topic: str, at: datetime
) -> tuple[ConsentSeen, ...]:
    mail = consent_inside(Channel.EMAIL, body.email_marketing_consent, number, email, topic, at)
    return mail + consent_inside(Channel.SMS, body.sms_marketing_consent, number, phone, topic, at)


def _birthday(fields: Iterable[MetafieldBody | None], body_at: datetime) -> tuple[str | None, datetime | None]:
    for field in fields:
        if field is None or field.namespace != "facts" or field.key != "birth_date":
            continue
        written = text(field.value, 64)
        if written is not None:
            known_at = optional_instant(field.updated_at) or optional_instant(field.created_at) or body_at
            return written, known_at
    return None, None
