"""The discount codes: who has which, why, until when, and which order used it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request, url_for

from plugin.desk.codes import COUNTED, Choice, CodeState, choice, counted, end, listed
from plugin.desk.who import names_of
from plugin.flows.registry import FLOWS
from plugin.spending import spending
from ui.admin.answers import page
from ui.admin.code_words import code_state_name, code_words
from ui.admin.seen import seen_list
from ui.admin.words import about, filters, flow_name, who_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_codes", __name__)
_ORDER = (
    CodeState.VALID, CodeState.USED, CodeState.OVER, CodeState.SOON, CodeState.NOT_ISSUED, CodeState.ENDING,
    CodeState.VOID,
)  # fmt: skip


@pages.get("/app/codes")
@door("admin")
def codes() -> Response:
    return _shown()


@pages.post("/app/codes/<message_id>/end")
@door("admin")
def end_one(message_id: str) -> Response:
    """The code works no longer, as soon as Shopify has been told."""
    try:
        is_new = end(encore(), admin().shop, message_id, user_id=admin().user_id)
    except KeyError:
        abort(404)
    return _shown(_("The code is being ended.") if is_new else _("The code was used or ended already."))


def _shown(said: str | None = None) -> Response:
    given, shop, now = request.args.get, admin().shop, encore().clock.now()
    asked, after = choice(given("state", ""), given("flow", ""), given("customer", "")), given("after", "")
    hidden = admin().hidden_flows
    chosen = replace(asked, without=hidden)
    with encore().database.read(shop.id) as session:
        found = listed(session, shop, chosen, now, after=after)
        counts = counted(session, shop, chosen, now)
        spent = spending(session, shop, now)
        wanted = chosen.customer_id
        person = names_of(session, shop, {wanted}).get(wanted) if wanted is not None else None
    seen_list(found.rows)
    total = sum(counts.values())
    return page(
        "codes.html", rows=found.rows, orders=found.orders, chosen=chosen, about=about, spent=spent,
        stats=[(counts[state], code_state_name(state), address(chosen, state=state), state) for state in _ORDER],
        empty=_empty(chosen), total=total, is_more=total >= COUNTED, all=address(chosen, state=""),
        anybody=address(chosen, customer=""),
        customer=None if wanted is None else who_name(person) if person else _("A customer who is not here"),
        flows=[(name, flow_name(name)) for name, flow in FLOWS.items() if flow.gives_code and name not in hidden],
        first=address(chosen) if after else "", next=address(chosen, after=found.after) if found.after else "",
        said=said, at=address(chosen) if said else None, **code_words(), **filters(),
    )  # fmt: skip


def address(chosen: Choice, **other: str) -> str:
    """Where these codes are listed; `other` values take the place of the choice's own."""
    mine = {"state": chosen.state, "flow": chosen.flow, "customer": str(chosen.customer_id or "")}
    asked = {name: value for name, value in {**mine, **other}.items() if value}
    return url_for("admin_codes.codes", **asked)  # type: ignore[arg-type]


def _empty(chosen: Choice) -> tuple[str, str]:
    """What to say where there is no row: headline and what to do."""
    if chosen != Choice(without=chosen.without):
        return _("No such code"), _("Take away a filter to see more.")
    return _("No code yet"), _("Switch on VIP code or Birthday, and every code they make appears here.")
