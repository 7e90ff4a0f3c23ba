"""customers/*, and the customer inside an order. Consent, tags and totals are not in a customer's body (since
2025-01): consent has its own topics."""

from __future__ import annotations

from collections.abc import Sequence

from devstore import shop
from devstore.bodies.parts import Body, address, named
from devstore.model.kept import Metafield
from devstore.model.people import Customer


def customer(row: Customer, metafields: Sequence[Metafield] = ()) -> Body:
    """customers/create and customers/update; metafields as a subscription with their namespace would bring them."""
    body = {**inside_order(row), "addresses": [default_address(row)]}
    return {**body, "metafields": [_metafield(one) for one in metafields]} if metafields else body


def inside_order(row: Customer) -> Body:
    return {
        **named("Customer", row.id), "created_at": shop.stamp(row.created_at),
        "updated_at": shop.stamp(row.updated_at), "first_name": row.first_name, "last_name": row.last_name,
        "state": "enabled", "note": None, "verified_email": row.email is not None, "multipass_identifier": None,
        "tax_exempt": False, "email": row.email, "phone": row.phone, "currency": shop.CURRENCY, "tax_exemptions": [],
        "default_address": default_address(row),
    }  # fmt: skip


def default_address(row: Customer) -> Body:
    written = address(full_address(row), row.phone)
    for absent in ("latitude", "longitude"):
        del written[absent]
    return {
        **written, "id": row.id + 1_111_111, "customer_id": row.id, "country_name": row.address["country"],
        "default": True,
    }  # fmt: skip


def full_address(row: Customer) -> Body:
    """Where they live, with their name, as an order keeps it."""
    return {**row.address, "first_name": row.first_name, "last_name": row.last_name}


def email_consent(row: Customer) -> Body:
    """customers_email_marketing_consent/update"""
    return {
        "customer_id": row.id, "email_address": row.email,
        "email_marketing_consent": {
            "state": row.email_state, "opt_in_level": row.email_level,
            "consent_updated_at": shop.stamp_or_none(row.email_updated_at),
        },
    }  # fmt: skip


def sms_consent(row: Customer) -> Body:
    """customers_marketing_consent/update, which is about texts; its `id` is the customer's."""
    return {
        "id": row.id, "phone": row.phone,
        "sms_marketing_consent": {
            "state": row.sms_state, "opt_in_level": row.sms_level,
            "consent_updated_at": shop.stamp_or_none(row.sms_updated_at), "consent_collected_from": row.sms_from,
        },
    }  # fmt: skip


def _metafield(row: Metafield) -> Body:
    return {
        **named("Metafield", row.id), "namespace": row.namespace, "key": row.key, "type": row.type,
        "value": row.value, "description": None, "owner_id": int(row.owner.rsplit("/", 1)[1]),
        "owner_resource": "customer",
        "created_at": shop.stamp(row.created_at), "updated_at": shop.stamp(row.updated_at),
    }  # fmt: skip
