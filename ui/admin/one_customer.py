"""One customer: what they bought, what they got and why, whether they may be written to, and what comes next."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from plugin.desk import cases, codes
from plugin.desk.about import order_names
from plugin.desk.one_customer_now import OneCustomer, one_customer
from plugin.desk.one_customer_past import past_of
from plugin.desk.one_customer_why import OneFlow, why_of
from plugin.flows.flow import order_in
from ui.admin.answers import page
from ui.admin.case_words import cause_name
from ui.admin.code_words import code_words
from ui.admin.customers import pages
from ui.admin.past_words import moment_words
from ui.admin.person_words import birthday_words, place_words, purpose_name, source_words, state_word
from ui.admin.seen import seen_one
from ui.admin.words import about, filters
from ui.doors import door, encore
from ui.session import admin

TEMPLATE = "customer.html"


@pages.get("/app/customers/<int:id>")
@door("admin")
def person(id: int) -> Response:
    return shown(id, before=request.args.get("before", ""))


@pages.get("/app/customers/<int:id>/ahead")
@door("admin")
def ahead(id: int) -> Response:
    """Their next 90 days, worked out by the flows themselves on a copy: too slow to be a part of every look."""
    from plugin.desk.preview import preview

    found = person_of(id)
    coming = (preview(encore(), admin().shop, found.id) or abort(404)).without(admin().hidden_flows)
    with encore().database.read(admin().shop.id) as session:
        names = order_names(session, admin().shop, [order_in(what) for what in coming.abouts])
    seen_one(found.id)
    return page("customer_ahead.html", person=found, found=coming, orders=names, about=about, **filters())


def shown(id: int, *, before: str = "", **more: Any) -> Response:
    """The page of that customer."""
    shop, now = admin().shop, encore().clock.now()
    with encore().database.read(shop.id) as session:
        found = one_customer(session, shop, id, now) or abort(404)
        hidden = admin().hidden_flows
        past = past_of(session, shop, found.id, before=before, without=hidden)
        flows = [one for one in why_of(encore(), session, shop, found.id) if one.name not in hidden]
        theirs = codes.listed(session, shop, codes.Choice(customer_id=found.id, without=hidden), now)
        names = order_names(session, shop, _orders_in(flows))
        their_cases = cases.of_customer(session, shop, found.id, now)
    seen_one(found.id)
    return page(
        TEMPLATE, person=found, past=past, flows=flows, codes=theirs, cases=their_cases, cause_name=cause_name,
        orders=names, about=about,
        first=url_for("admin_people.person", id=found.id) + "#past" if before else "",
        next=url_for("admin_people.person", id=found.id, before=past.before) + "#past" if past.before else "",
        moment_words=moment_words, state_word=state_word, source_words=source_words, purpose_name=purpose_name,
        place=place_words(found), birthday=birthday_words(found), **code_words(), **filters(), **more,
    )  # fmt: skip


def person_of(id: int) -> OneCustomer:
    """The customer, or 404."""
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        return one_customer(session, shop, id, encore().clock.now()) or abort(404)


def _orders_in(flows: list[OneFlow]) -> list[int | None]:
    told = [one.about for flow in flows for one in flow.got]
    told += [what for flow in flows for silence in flow.not_planned for what in silence.abouts]
    return [order_in(what) for what in told]
