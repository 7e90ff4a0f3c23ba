"""Consent: its own topics, and the consent objects inside customers. `buyer_accepts_marketing` is not read at all."""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import BadPayload
from plugin.events import Channel, ConsentSeen, ConsentState
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded
from plugin.platform.payloads.values import email_text, identity, optional_instant, phone_text, word

_STATES = {state.value: state for state in ConsentState}
_FINAL = frozenset({ConsentState.UNSUBSCRIBED, ConsentState.REDACTED, ConsentState.INVALID})


class ConsentBody(Struct):
    state: Leaf = None
    opt_in_level: Leaf = None
    consent_updated_at: Leaf = None


class EmailConsentBody(Struct):
    customer_id: Leaf = None
    email_address: Leaf = None
    email_marketing_consent: ConsentBody | None = None


class SmsConsentBody(Struct):
    id: Leaf = None
    phone: Leaf = None
    sms_marketing_consent: ConsentBody | None = None


_EMAIL = msgspec.json.Decoder(EmailConsentBody)
_SMS = msgspec.json.Decoder(SmsConsentBody)


def email_consent(raw: bytes, told: Told) -> tuple[ConsentSeen, ...]:
    """customers_email_marketing_consent/update."""
    body = decoded(_EMAIL, raw)
    customer_id = identity(body.customer_id, "customer_id")
    address = email_text(body.email_address)
    return (
        _answer(Channel.EMAIL, body.email_marketing_consent, customer_id, address, told.topic, told.triggered_at),
    )


def sms_consent(raw: bytes, told: Told) -> tuple[ConsentSeen, ...]:
    """customers_marketing_consent/update: SMS, although its name does not say so; `id` is the customer."""
    body = decoded(_SMS, raw)
    customer_id = identity(body.id, "id")
    return (
        _answer(
            Channel.SMS,
            body.sms_marketing_consent,
            customer_id,
            phone_text(body.phone),
            told.topic,
            told.triggered_at,
        ),
    )


def consent_inside(
    channel: Channel, body: ConsentBody | None, customer_id: int, address: str | None, topic: str, body_at: datetime
) -> tuple[ConsentSeen, ...]:
    """The answer a customer's body repeats, or nothing.

    Without its own time it counts only when it forbids, as of the body's time: an undated yes proves nothing.
    """
    if body is None:
        return ()
    if optional_instant(body.consent_updated_at) is None and _state(body) not in _FINAL:
        return ()
    return (_answer(channel, body, customer_id, address, topic, body_at),)


def _answer(
    channel: Channel, body: ConsentBody | None, customer_id: int, address: str | None, topic: str, otherwise: datetime
) -> ConsentSeen:
    if body is None:
        raise BadPayload("the consent is missing")
    at = optional_instant(body.consent_updated_at) or otherwise
    level = word(body.opt_in_level)
    return ConsentSeen(
        customer_id=customer_id,
        channel=channel,
        state=_state(body),
        level=level,
        at=at,
        address=address,
        source=f"shopify {topic}",
    )


def _state(body: ConsentBody) -> ConsentState:
    return _STATES.get(word(body.state) or "", ConsentState.NOT_SUBSCRIBED)
