"""The customers: who they are, what they bought, whether they may be written to, and what they get next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from plugin.desk.asked import id_in
from plugin.desk.customer_rows import Row
from plugin.desk.customers import Choice, listed, look_up
from ui.admin.answers import page
from ui.admin.person_words import said_word
from ui.admin.seen import seen_list
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_people", __name__)
TEMPLATE = "customers.html"
ALL = Choice()


@pages.get("/app/customers")
@door("admin")
def people() -> Response:
    after = request.args.get("after", "")
    return list_page(_choice(), id_in(after))


def list_page(chosen: Choice = ALL, place: int | None = None, **more: Any) -> Response:
    """The list, all customers unless some are chosen."""
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found = listed(session, shop, chosen, encore().clock.now(), after=place)
    seen_list(found.rows)
    return page(
        TEMPLATE, rows=found.rows, chosen=chosen, empty=_empty(chosen, found.is_cut), is_cut=found.is_cut,
        first=address(chosen) if place is not None else "",
        next=address(chosen, after=str(found.after)) if found.after is not None else "", **_words(), **more,
    )  # fmt: skip


@pages.post("/app/customers/find")
@door("admin", role="editor")
def find() -> Response:
    """Asked by POST, so that no address of a person stands in an address of a page. One hit is shown at once. Not for
    who may not see people: it would tell them whose an address is."""
    from ui.admin.one_customer import shown

    wanted, shop = request.form.get("wanted", ""), admin().shop
    with encore().database.read(shop.id) as session:
        rows = look_up(session, shop, wanted, encore().clock.now()) if wanted.strip() else []
    if len(rows) == 1:
        return shown(rows[0].id, at=url_for("admin_people.person", id=rows[0].id))
    seen_list(rows)
    return page(TEMPLATE, rows=rows, chosen=None, empty=_not_found(), is_cut=False, first="", next="", **_words())


def address(chosen: Choice, **other: str) -> str:
    """Where these customers are listed."""
    asked = {name: "y" for name in ("email", "sms", "bought", "blocked") if getattr(chosen, name)}
    return url_for("admin_people.people", **{**asked, **other})  # type: ignore[arg-type]


def _choice() -> Choice:
    given = request.args
    return Choice("email" in given, "sms" in given, "bought" in given, "blocked" in given)


def _words() -> dict[str, Any]:
    return {"said_word": said_word, "is_other_money": _is_other_money, **filters()}


def _is_other_money(row: Row) -> bool:
    """Bought, but nothing in the shop's own money."""
    return bool(row.orders) and not row.spent


def _empty(chosen: Choice, is_cut: bool) -> tuple[str, str]:
    """What to say where there is no row: headline and what to do."""
    if is_cut:
        return _("None among these"), _("The next page goes on looking.")
    if not chosen.is_any:
        return _("Nobody matches"), _("Take away a filter to see more.")
    return _("No customer yet"), _("They appear here with their first order, or when Shopify tells of them.")


def _not_found() -> tuple[str, str]:
    return (
        _("Nobody found"),
        _("Write the whole e-mail address, the number with its country, or the order number, such as #1001.")
        + " "
        + _("Orders of guests belong to no customer."),
    )
