"""One flow: what starts it, when it goes, what it offers, its rules in words; what a customer would get, and what
would have happened last month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request, url_for

from plugin.desk.about import order_names
from plugin.desk.changed import Changed, Invalid
from plugin.desk.conditions import FLOW_WORDS, RULE_WORDS
from plugin.desk.flows import flow_row
from plugin.desk.marks import LOOKED_AT, mark_once
from plugin.desk.recent import recent_customers
from plugin.desk.settings import change
from plugin.events import Purpose
from plugin.flows.flow import Flow, order_in
from plugin.reasons import sentence
from plugin.shops import Shop
from ui.admin.answers import changed, page, refused
from ui.admin.flow_form import field_problems, flow_form, patch_of
from ui.admin.flows import encore, known, pages, rows_behind, switch_question
from ui.admin.seen import seen_list, seen_one
from ui.admin.words import about
from ui.doors import door, doors
from ui.durations import words as in_words
from ui.forms import Form
from ui.i18n import gettext as _
from ui.session import admin

if TYPE_CHECKING:
    from plugin.desk.replays import Run

_TEMPLATE = "flow.html"
_RULES_OF_OTHERS = {
    Purpose.SERVICE: {"budget"},
    Purpose.FEEDBACK: {"budget", "burst"},
    Purpose.PROMOTIONAL: {"burst"},
}


@pages.get("/app/flows/<name>")
@door("admin")
def flow(name: str) -> Response:
    return flow_page(admin().shop, known(name))


@pages.post("/app/flows/<name>")
@door("admin")
def save(name: str) -> Response:
    """Delay, channels and offer. 422 with the fields, 409 where somebody else was quicker."""
    one, shop = known(name), admin().shop
    form = flow_form(one, request.form)
    if not form.validate():
        return refused(_TEMPLATE, form, **_shown(shop, one))
    try:
        shop = change(encore(), shop, form.read_version, patch_of(one, form), by=admin().user_id)
    except Invalid as error:
        form.complain(field_problems(one, error.fields))
        return refused(_TEMPLATE, form, **_shown(shop, one))
    except Changed as error:
        current = error.current.settings_version
        return changed(_TEMPLATE, current, form=form, **_shown(error.current, one))
    return flow_page(shop, one, said=_("Saved."), at=url_for("admin_flows.flow", name=name))


@pages.post("/app/flows/<name>/replay")
@door("admin")
def replay(name: str) -> Response:
    """Ask for last month with this flow; the page then shows how far it is."""
    from plugin.desk.replays import ask

    one = known(name)
    ask(encore(), admin().shop, one)
    said = _("It is being worked out. You may leave this page.")
    return flow_page(admin().shop, one, said=said, at=url_for("admin_flows.flow", name=name) + "#replay")


@pages.get("/app/flows/<name>/replay/<id>")
@door("admin")
def replayed(name: str, id: str) -> Response:
    """The messages behind a replay's figures."""
    from plugin.desk.replays import runs

    one, shop = known(name), admin().shop
    with doors().database.read(shop.id) as session:
        run = next((run for run in runs(session, shop, name) if run.id == id and run.result), None) or abort(404)
    told = _read(run)
    return page(
        "flow_replay.html", flow=one, words=FLOW_WORDS[name], run=told, sentence=sentence, about=about,
        channel_word=channel_word, orders=_named(shop, [one["about"] for one in (told.result or {})["messages"]]),
    )  # fmt: skip


@pages.get("/app/flows/<name>/preview")
@door("admin")
def preview(name: str) -> Response:
    """What the customer in `?customer=` would get in the next 90 days, with this flow switched on."""
    from plugin.desk.preview import preview as looked_ahead

    one, shop = known(name), admin().shop
    given = request.args.get("customer", "").strip()
    found = None
    if given.isdigit() and len(given) < 19:
        found = looked_ahead(encore(), shop, int(given), also_on=[] if name in shop.flows_on_since else [name])
    if given and found is None:
        form_problem = _("There is no customer with this number. Choose one from the list.")
        return page(_TEMPLATE, 404, said=form_problem, form=_form(shop, one), **_shown(shop, one))
    if found is not None:
        found = found.without(admin().hidden_flows)
        mark_once(encore(), shop, LOOKED_AT)
        seen_one(int(given))
    return page(
        "flow_preview.html", flow=one, words=FLOW_WORDS, found=found, customer=given, people=_people(shop),
        sentence=sentence, about=about, channel_word=channel_word,
        orders={} if found is None else _named(shop, found.abouts),
    )  # fmt: skip


def _named(shop: Shop, abouts: Iterable[str]) -> dict[int, str]:
    """The numbers of the orders among those."""
    with doors().database.read(shop.id) as session:
        return order_names(session, shop, [order_in(one) for one in abouts])


def channel_word(channel: str) -> str:
    return _("text message") if channel == "sms" else _("e-mail")


def _read(run: Run) -> Run:
    """Its messages with their times as times."""
    result = run.result or {}
    messages = [{**one, "at": datetime.fromisoformat(one["at"])} for one in result.get("messages", [])]
    return replace(run, result={**result, "messages": messages})


def flow_page(shop: Shop, flow: Flow, *, said: str | None = None, at: str | None = None) -> Response:
    return page(_TEMPLATE, said=said, at=at, form=_form(shop, flow), **_shown(shop, flow))


def _form(shop: Shop, flow: Flow) -> Form:
    return flow_form(flow, settings=shop.settings.flow(flow.name), version=shop.settings_version)


def _shown(shop: Shop, flow: Flow) -> dict[str, Any]:
    from plugin.desk.replays import runs

    words, settings = FLOW_WORDS[flow.name], shop.settings.flow(flow.name)
    with doors().database.read(shop.id) as session:
        row = flow_row(session, shop, flow.name, doors().clock.now())
        kept = runs(session, shop, flow.name)
    return {
        "flow": flow, "words": words, "rules": _rules(flow), "row": row, "runs": kept,
        "timing": _(words.timing).replace("{delay}", in_words(settings.delay)), "valid": in_words(settings.valid),
        "version": shop.settings_version, "people": _people(shop), "sentence": sentence, "settings": settings,
        "rows_behind": rows_behind, "question": switch_question,
    }  # fmt: skip


def _rules(flow: Flow) -> tuple[list[str], list[str]]:
    """The flow's own, then what holds for every message of its purpose."""
    left_out = {"stale", *_RULES_OF_OTHERS[flow.purpose]}  # the flow's own sentences tell when it is of no use
    general = [says for name, says in RULE_WORDS.items() if name not in left_out]
    return [_(says) for says in FLOW_WORDS[flow.name].rules.values()], [_(says) for says in general]


def _people(shop: Shop) -> list[tuple[int, str]]:
    """Who ordered last, to look at: names only for staff who may see them."""
    with doors().database.read(shop.id) as session:
        found = recent_customers(session, shop)
    seen_list(found)
    return [(id, f"{name} · {id}" if name and admin().may_see_people else str(id)) for id, name in found]
