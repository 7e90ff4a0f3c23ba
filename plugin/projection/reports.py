"""What providers and shoppers tell about a message: receipts, replies, clicks, withdrawals."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import delete, select

from plugin.events import (
    Channel,
    ConsentSeen,
    ConsentState,
    LinkClicked,
    MessageReported,
    TextReceived,
    Unsubscribed,
)
from plugin.model.customer import Customer, Suppression
from plugin.places import normal_phone
from plugin.projection.consent import project_consent, suppress
from plugin.projection.told_message import arrived, message_of, note
from plugin.projection.work import Work

_FATAL = {"bounced": "bounced", "complained": "complained", "opted_out": "opted_out"}
_STOP = frozenset(
    [
        "stop",
        "stopall",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "revoke",
        "arret",
        "arreter",
        "parar",
        "baja",
        "cancelar",
        "alto",
        "stopp",
        "ende",
        "abmelden",
        "afmelden",
        "cancella",
    ]
)
_START = frozenset(["start", "unstop", "yes", "oui", "si", "ja"])


def project_report(work: Work, event: MessageReported) -> None:
    """A provider's receipt, by the key we issued; a key we never issued is nobody's."""
    message = message_of(work, event.key.rpartition(".")[2])
    if message is None:
        return
    note(work, message, event.provider, event.provider_event_id, event.kind, event.at, event.detail)
    arrived(work, message)
    if event.kind in _FATAL and message.to_hash:
        suppress(work, message.to_hash, Channel(message.channel), _FATAL[event.kind])
    if event.kind == "opted_out":
        withdraw(work, message, Channel(message.channel), f"receipt/{event.provider}")


def project_text(work: Work, event: TextReceived) -> None:
    """STOP and its kin end all texts of this shop; START begins them again."""
    word = _word(event.text)
    if word not in _STOP | _START:
        return
    number = normal_phone(event.sender, None)
    if number is None:
        return
    state = ConsentState.UNSUBSCRIBED if word in _STOP else ConsentState.SUBSCRIBED
    hashed = work.keys.lookup("phone", number)
    owners = work.session.scalars(
        select(Customer.id).where(Customer.shop_id == work.shop.id, Customer.phone_hash == hashed)
    ).all()
    speakers: list[int | None] = [*owners] if owners else [None]
    for owner in speakers:
        said = ConsentSeen(owner, Channel.SMS, state, "single_opt_in", event.at, number, "reply", event.text[:160])
        project_consent(work, said)
    if word in _START:
        _lift_opt_out(work, hashed)


def is_stop(text: str) -> bool:
    """Whether somebody wants no more, in one word."""
    return _word(text) in _STOP


def _word(text: str) -> str:
    """The first line as one word without case, accents or punctuation: "Arrêt !" is "arret"."""
    plain = unicodedata.normalize("NFKD", text.strip().split("\n")[0]).casefold()
    return re.sub(r"[^a-z]", "", plain)


def _lift_opt_out(work: Work, hashed: str) -> None:
    """A provider's "opted out" ends with the same person's START; a bounce or a complaint does not."""
    work.session.execute(
        delete(Suppression).where(
            Suppression.shop_id == work.shop.id, Suppression.address_hash == hashed,
            Suppression.channel == Channel.SMS.value, Suppression.reason == "opted_out",
        )
    )  # fmt: skip


def project_click(work: Work, event: LinkClicked) -> None:
    message = message_of(work, event.message_id)
    if message is not None:
        at = event.at.replace(second=0, microsecond=0)
        note(work, message, "click", f"{event.message_id}.{event.link}@{at.isoformat()}", "clicked", event.at, None)
        arrived(work, message)


def project_unsubscribe(work: Work, event: Unsubscribed) -> None:
    message = message_of(work, event.message_id)
    if message is None:
        return
    arrived(work, message)
    if event.resubscribed:
        _say(work, message, event.channel, ConsentState.SUBSCRIBED, event.at)
    else:
        left = f"{event.message_id}.left.{event.channel}@{event.at.isoformat()}"
        note(work, message, "link", left, "unsubscribed", event.at, None)
        _say(work, message, event.channel, ConsentState.UNSUBSCRIBED, event.at)


def withdraw(work: Work, message: Any, channel: Channel, source: str) -> None:
    _say(work, message, channel, ConsentState.UNSUBSCRIBED, work.now, source)


def _say(work: Work, message: Any, channel: Channel, state: ConsentState, at: Any, source: str = "link") -> None:
    said = ConsentSeen(message.customer_id, channel, state, "single_opt_in", at, None, source)
    project_consent(work, said, address=message.to_hash if message.channel == channel.value else None)
