"""Which messages somebody wants: one switch per channel on which the shop can reach them. A GET shows, a POST
changes; the confirmation offers to undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from plugin.compose.links import LinkPurpose
from plugin.events import Channel, ConsentState
from plugin.model.customer import ConsentEntry, Customer
from plugin.shopper_payloads import PREFERENCES
from ui.doors import door, doors
from ui.filters import masked
from ui.shopper.often import wait_s
from ui.shopper.tell import tell
from ui.shopper.visit import Visit, visit

pages = Blueprint("preferences", __name__)
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Switch:
    channel: Channel
    address: str  # masked
    is_on: bool


@pages.get("/s/preferences/<token>")
@door("link")
def show(token: str) -> str:
    who = visit(token, LinkPurpose.PREFERENCES)
    return render_template("shopper/preferences.html", shop=who.shop, switches=_switches(who))


@pages.post("/s/preferences/<token>")
@door("link")
def save(token: str) -> str:
    who = visit(token, LinkPurpose.PREFERENCES)
    switches = _switches(who)
    stop = request.form.get("choice") == "stop"
    shown = {one.channel: _shown(one) for one in switches}
    wanted = {one.channel: not stop and request.form.get(one.channel.value) == ON for one in switches}
    changes = wanted if stop else changed(shown, wanted)
    if changes:
        tell(who, PREFERENCES, {channel.value: is_on for channel, is_on in changes.items()}, _key(who, changes))
    now = [Switch(one.channel, one.address, wanted[one.channel]) for one in switches]
    return render_template(
        "shopper/preferences_saved.html", shop=who.shop, switches=now, before=shown, changes=changes
    )


def changed(shown: Mapping[Channel, bool], wanted: Mapping[Channel, bool]) -> dict[Channel, bool]:
    """The switches that were moved against what the page showed. "Stop everything" passes all on instead, because
    somebody who never said yes may still be asked for a review."""
    return {channel: is_on for channel, is_on in wanted.items() if is_on != shown[channel]}


def _key(who: Visit, changes: Mapping[Channel, bool]) -> str | None:
    """None: a fact of its own. Whoever changes without end is refused to switch anything on; switching off is never
    refused, but one time a second is enough."""
    wait = wait_s(who, "preferences")
    if wait and any(changes.values()):
        raise TooManyRequests(retry_after=wait)
    return ".".join(["off", who.message.id, str(int(who.now.timestamp())), *sorted(changes)]) if wait else None


def _shown(switch: Switch) -> bool:
    """What the page that was sent back had shown: the newest facts may still be on their way to the database."""
    said = request.form.get(f"was-{switch.channel}")
    return switch.is_on if said not in (ON, OFF) else said == ON


def _switches(who: Visit) -> list[Switch]:
    with doors().database.read(who.shop.id) as session:
        customer = _customer(session, who)
        addresses = _addresses(who, customer)
        return [
            Switch(channel, masked(address), _is_on(session, who, channel))
            for channel, address in addresses.items()
            if address or channel == who.message.channel
        ]


def _customer(session: Session, who: Visit) -> Customer | None:
    mine = (Customer.shop_id == who.shop.id, Customer.id == who.message.customer_id)
    return session.scalars(select(Customer).where(*mine)).one_or_none()


def _addresses(who: Visit, customer: Customer | None) -> dict[Channel, str | None]:
    """Where each channel would reach this person; the message's own address first."""
    found: dict[Channel, str | None] = {Channel.EMAIL: None, Channel.SMS: None}
    if customer is not None:
        found[Channel.EMAIL] = who.keys.open("customer.email", customer.id, customer.email)
        found[Channel.SMS] = who.keys.open("customer.phone", customer.id, customer.phone)
    own = Channel(who.message.channel)
    found[own] = who.address or found[own]
    return found


def _is_on(session: Session, who: Visit, channel: Channel) -> bool:
    """The newest answer of this person about this channel is a yes. A tie is a no, and so is silence."""
    said = session.execute(
        select(ConsentEntry.at, ConsentEntry.state)
        .where(ConsentEntry.shop_id == who.shop.id, ConsentEntry.channel == channel, _of(who, channel))
        .order_by(ConsentEntry.at.desc())
        .limit(10)
    ).all()
    return bool(said) and all(state == ConsentState.SUBSCRIBED for at, state in said if at == said[0].at)


def _of(who: Visit, channel: Channel) -> ColumnElement[bool]:
    by_customer = ConsentEntry.customer_id == who.message.customer_id
    if channel != who.message.channel:
        return by_customer
    return or_(by_customer, ConsentEntry.address_hash == who.message.to_hash)
