"""Groups of products that share their reviews."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from plugin.desk import product_groups as desk
from plugin.desk.asked import id_in
from plugin.desk.product_groups import FEWEST, LONGEST, MOST, CannotGroup
from ui.admin.answers import page
from ui.admin.reviews import pages
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

_TEMPLATE = "review_groups.html"


@pages.get("/app/reviews/groups")
@door("admin")
def groups() -> Response:
    """With what to make one of, where `find` asks for products by a part of their title."""
    return page(_TEMPLATE, **_values(request.args.get("find", "")))


@pages.post("/app/reviews/groups")
@door("admin", role="editor")
def make_group() -> Response:
    """422 without a name or with products that make no group; what was looked for stays."""
    name, find = request.form.get("name", "").strip()[:LONGEST], request.form.get("find", "")
    chosen = [id for one in request.form.getlist("product") if (id := id_in(one)) is not None]
    try:
        if not name:
            raise CannotGroup("it has no name")
        desk.make(encore(), admin().shop, name, chosen, user_id=admin().user_id)
    except CannotGroup:
        told = _("Give the group a name, and choose %(fewest)s to %(most)s products.", fewest=FEWEST, most=MOST)
        return page(_TEMPLATE, 422, said=told, **_values(find, name, chosen))
    return page(_TEMPLATE, said=_("These products share their reviews now."), at=_here(), **_values(""))


@pages.post("/app/reviews/groups/<id>/dissolve")
@door("admin", role="editor")
def dissolve(id: str) -> Response:
    if not desk.dissolve(encore(), admin().shop, id, user_id=admin().user_id):
        abort(404)
    return page(_TEMPLATE, said=_("Each product has its own reviews again."), at=_here(), **_values(""))


def _here() -> str:
    return url_for("admin_reviews.groups")


def _values(find: str, name: str = "", chosen: list[int] | None = None) -> dict[str, Any]:
    text, shop = find.strip()[:LONGEST], admin().shop
    with encore().database.read(shop.id) as session:
        there = desk.groups(session, shop)
        found = desk.products_titled(session, shop, text) if text else []
    return {
        "groups": there, "find": text, "found": found, "name": name, "chosen": chosen or [], "longest": LONGEST,
        "most": MOST,
    }  # fmt: skip
