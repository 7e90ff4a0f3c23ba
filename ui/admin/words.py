"""The words of the admin for what the desk tells in codes: states, channels, flows, reasons, people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from plugin.desk.conditions import FLOW_WORDS
from plugin.desk.message import Happened
from plugin.desk.who import Who
from plugin.events import Channel
from plugin.flows.flow import answer_in, case_in, order_in, question_in
from plugin.model.message import State
from plugin.reasons import SENTENCES
from ui.filters import masked
from ui.i18n import gettext as _
from ui.session import admin

TONES = {
    State.ACCEPTED: "success", State.FAILED: "critical", State.UNKNOWN: "warning", State.HELD: "warning",
    State.RETRY: "warning",
}  # fmt: skip


def flow_name(name: str) -> str:
    return _(FLOW_WORDS[name].title) if name in FLOW_WORDS else name


def channel_name(channel: str) -> str:
    return _("Text message") if channel == Channel.SMS else _("E-mail")


def state_name(state: str) -> str:
    names = {
        State.PLANNED: _("Scheduled"), State.HELD: _("Held"), State.SENDING: _("Being sent"),
        State.RETRY: _("Will be tried again"), State.UNKNOWN: _("Not known"), State.ACCEPTED: _("Sent"),
        State.SUPPRESSED: _("Not sent"), State.EXPIRED: _("Not sent in time"), State.CANCELLED: _("Cancelled"),
        State.FAILED: _("Failed"),
    }  # fmt: skip
    return names[State(state)]


def why(reason: str | None, until: datetime | None = None, zone: str = "UTC") -> str:
    """The sentence of a reason, with until when in that zone where it waits; "" for None."""
    if not reason:
        return ""
    sentence = _(SENTENCES[reason])
    return sentence.replace("{until}", _(" until %(when)s", when=moment(until, zone)) if until else "")


def moment(at: datetime | None, zone: str) -> str:
    """Date and time in that zone, as the filter of that name writes them."""
    from ui.cldr import moment  # Babel, only where a page needs it

    return moment(at, zone)


def about(text: str, orders: Mapping[int, str] | None = None) -> str:
    """What a message is about, in words: "order:1001", or "customer:7@2026-03-02", their day, which only those read
    who may see people. `orders` are the numbers by which a merchant knows orders, by their id."""
    order = order_in(text)
    if order is not None:
        return _("order %(id)s", id=(orders or {}).get(order, order))
    if answer_in(text) is not None:
        return _("an answer in their case")
    if case_in(text) is not None:
        return _("their case")
    if question_in(text) is not None:
        return _("another shopper's question")
    if not admin().may_see_people:
        return _("their day")
    from ui.cldr import day

    return _("the day %(day)s", day=day(date.fromisoformat(text.partition("@")[2])))


def who_name(who: Who) -> str:
    """The name, or as much of it as the reader may see."""
    if who.customer_id is None:
        return _("A guest")
    if not who.name:
        return _("A customer without a name")
    return who.name if admin().may_see_people else " ".join(f"{part[:1]}." for part in who.name.split())


def who_address(who: Who) -> str:
    return (who.address or "") if admin().may_see_people else masked(who.address)


def happened(one: Happened) -> str:
    """What happened, as a line of a message's story."""
    if one.source == "ledger":
        return state_name(one.kind)
    return happened_word(one.kind)


def happened_word(kind: str) -> str:
    """What a provider, a reader or our staff did with a message."""
    told = {
        "delivered": _("Delivered, says the provider"), "bounced": _("Came back: it could not be delivered"),
        "complained": _("The recipient reported it as spam"), "opened": _("Opened"),
        "clicked": _("A link was clicked"), "unsubscribed": _("The recipient unsubscribed by this message"),
        "not_arrived": _("The recipient says that it has not arrived"),
        "problem": _("The recipient says that something is wrong"),
        "cancelled": _("Cancelled here"), "rescheduled": _("Moved to another time here"),
        "sent_now": _("Told to go at once"), "confirmed": _("Marked as arrived"),
        "sent_again": _("Marked as not arrived: sent again"), "given_up": _("Left as it is: not sent again"),
    }  # fmt: skip
    return told.get(kind, kind.replace("_", " "))


def filters() -> dict[str, Any]:
    """What templates of messages use."""
    return {
        "flow_name": flow_name, "channel_name": channel_name, "state_name": state_name, "why": why,
        "who_name": who_name, "who_address": who_address, "happened": happened, "tones": TONES,
    }  # fmt: skip
