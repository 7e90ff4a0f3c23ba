"""The access log: who of the staff came in, saw, exported or erased whose data. For managers only."""

from __future__ import annotations

from flask import Response, request, url_for

from plugin.desk.access import Choice, choice, listed
from plugin.desk.staff import members
from plugin.desk.who import names_of
from plugin.model.staff import Deed
from plugin.stages.prune import ACCESS
from ui.admin.answers import page
from ui.admin.staff import pages
from ui.admin.staff_words import deed_word, member_name, role_name, unnamed
from ui.admin.words import who_name
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin


@pages.get("/app/staff/log")
@door("admin", role="manager")
def log() -> Response:
    given, shop = request.args.get, admin().shop
    chosen, after = choice(given("user", ""), given("deed", ""), given("customer", "")), given("after", "")
    with encore().database.read(shop.id) as session:
        found = listed(session, shop, chosen, after=after)
        names = {one.user_id: member_name(one) for one in members(session, shop)}
        wanted = chosen.customer_id
        person = names_of(session, shop, {wanted}).get(wanted) if wanted is not None else None
    return page(
        "access_log.html", rows=found.rows, chosen=chosen, names=names, unnamed=unnamed, who_name=who_name,
        customer=None if wanted is None else who_name(person) if person else _("A customer who is not here"),
        deeds=[(one.value, deed_word(one)) for one in Deed], deed_word=deed_word, role_name=role_name,
        days=ACCESS.days, anybody=address(chosen, customer=""), first=address(chosen) if after else "",
        next=address(chosen, after=found.after) if found.after else "",
    )  # fmt: skip


def address(chosen: Choice, **other: str) -> str:
    """Where these lines are listed; `other` values take the place of the choice's own."""
    mine = {"user": chosen.user_id, "deed": chosen.deed, "customer": str(chosen.customer_id or "")}
    asked = {name: value for name, value in {**mine, **other}.items() if value}
    return url_for("admin_staff.log", **asked)  # type: ignore[arg-type]
