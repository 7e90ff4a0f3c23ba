"""The outbox: what will be sent, what waits and why, what was sent, and what was not."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request, url_for

from plugin.desk.outbox import GROUPS, Choice, choice, listed
from plugin.desk.who import names_of
from plugin.events import Channel
from plugin.flows.registry import FLOWS
from ui.admin.answers import page
from ui.admin.seen import seen_list
from ui.admin.words import channel_name, filters, flow_name, who_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_outbox", __name__)


@pages.get("/app/outbox")
@door("admin")
def outbox() -> Response:
    chosen, shop, now = _choice(), admin().shop, encore().clock.now()
    with encore().database.read(shop.id) as session:
        found = listed(session, shop, chosen, now, after=request.args.get("after", ""))
        wanted = chosen.customer_id
        person = names_of(session, shop, {wanted}).get(wanted) if wanted is not None else None
    seen_list(found.rows)
    return page(
        "outbox.html", rows=found.rows, chosen=chosen, tabs=_tabs(chosen), empty=_empty(chosen),
        customer=None if wanted is None else who_name(person) if person else _("A customer who is not here"),
        anybody=address(chosen, customer_id=None, reason="", days="", purpose="", month=""),
        first=address(chosen) if request.args.get("after") else "",
        next=address(chosen, after=found.after) if found.after else "",
        flows=[(name, flow_name(name)) for name in FLOWS if name not in chosen.without],
        channels=[(one.value, channel_name(one)) for one in Channel], **filters(),
    )  # fmt: skip


def address(chosen: Choice, **other: object) -> str:
    """Where the messages of a choice are listed; `other` values take the place of its own."""
    values = {
        "state": chosen.group, "flow": chosen.flow, "channel": chosen.channel, "reason": chosen.reason,
        "day": chosen.day.isoformat() if chosen.day else "", "days": chosen.days, "purpose": chosen.purpose,
        "month": f"{chosen.month:%Y-%m}" if chosen.month else "",
        "customer": other.pop("customer_id", chosen.customer_id), **other,
    }  # fmt: skip
    return url_for("admin_outbox.outbox", **{name: value for name, value in values.items() if value})  # type: ignore[arg-type]


def _choice() -> Choice:
    given = request.args.get
    asked = choice(
        given("state", ""), given("flow", ""), given("channel", ""), given("day", ""), given("days", ""),
        given("customer", ""), given("reason", ""), given("purpose", ""), given("month", ""),
    )  # fmt: skip
    return replace(asked, without=admin().hidden_flows)


def _tabs(chosen: Choice) -> list[tuple[str, str, bool]]:
    titles = {
        "scheduled": _("Scheduled"), "held": _("Held"), "sent": _("Sent"), "failed": _("Failed"),
        "unknown": _("Not known"), "not_sent": _("Not sent"), "next": _("Next 24 hours"),
        "lost": _("Not sent, or failed"), "all": _("All"),
    }  # fmt: skip
    shown = [name for name in GROUPS if name != "lost" or chosen.group == name]
    return [(titles[name], address(chosen, state=name), name == chosen.group) for name in shown]


def _empty(chosen: Choice) -> tuple[str, str]:
    """What to say where there is no row: headline and what to do."""
    if chosen != Choice(chosen.group, without=chosen.without):
        return _("Nothing matches"), _("Take away a filter to see more.")
    return {
        "scheduled": (_("Nothing is scheduled"), _("Switch a flow on, and messages appear here as customers order.")),
        "held": (_("Nothing is held"), _("Messages wait here for quiet hours, limits or a provider.")),
        "sent": (_("Nothing was sent yet"), _("Sent messages appear here with what became of them.")),
        "failed": (_("Nothing failed"), _("Messages that a provider refused for good appear here.")),
        "unknown": (_("Nothing is in doubt"), _("Where a provider gave no answer, you decide here what to do.")),
        "not_sent": (_("Nothing was held back"), _("Messages that were not sent appear here with the reason.")),
        "lost": (_("Nothing was lost"), _("Messages that were not sent or failed appear here with the reason.")),
        "next": (_("Nothing is due within a day"), _("Look at what is scheduled for later.")),
        "all": (_("No message yet"), _("Switch a flow on, and messages appear here as customers order.")),
    }[chosen.group]
