"""The flows of the shop: one row each, with what it did, what it will do, and its switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, abort, current_app, request, url_for

from plugin.desk.changed import Changed
from plugin.desk.conditions import FLOW_WORDS
from plugin.desk.flows import FlowRow, flow_rows, switch_off, switch_on
from plugin.flows.flow import Flow
from plugin.flows.registry import FLOWS
from plugin.reasons import sentence
from plugin.shops import Shop
from ui.admin.answers import changed, page
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.session import admin

if TYPE_CHECKING:
    from plugin.encore import Encore

pages = Blueprint("admin_flows", __name__)


@pages.get("/app/flows")
@door("admin")
def flows() -> Response:
    return page("flows.html", **_shown(admin().shop))


@pages.post("/app/flows/<name>/switch")
@door("admin")
def switch(name: str) -> Response:
    """On or off (`to`). Says how many planned messages were cancelled with it."""
    flow, shop = known(name), admin().shop
    version = request.form.get("version", "")
    given = int(version) if version.isdigit() else 0
    title = _(FLOW_WORDS[name].title)
    try:
        if request.form.get("to") == "on":
            shop = switch_on(encore(), shop, given, flow, by=admin().user_id)
            said = _("%(flow)s is on, for what happens from now on.", flow=title)
        else:
            shop, count = switch_off(encore(), shop, given, flow, by=admin().user_id)
            said = _("%(flow)s is off.", flow=title) + " " + _cancelled(count)
    except Changed as error:
        return changed("flows.html", error.current.settings_version, **_shown(error.current))
    if request.form.get("from") == "flow":
        from ui.admin.flow import flow_page

        return flow_page(shop, flow, said=said, at=url_for("admin_flows.flow", name=name))
    return page("flows.html", said=said, at=url_for("admin_flows.flows"), **_shown(shop))


def known(name: str) -> Flow:
    """The flow of that name; 404 where there is none."""
    return FLOWS.get(name) or abort(404)


def encore() -> Encore:
    """The wired application as the functions of the desk take it."""
    return cast("Encore", doors())


def rows_behind(**which: Any) -> str:
    """Address of the list of messages behind a figure; "" while there is no such page."""
    return url_for("admin_outbox.outbox", **which) if "admin_outbox.outbox" in current_app.view_functions else ""


def _cancelled(count: int) -> str:
    if not count:
        return _("Nothing was planned.")
    return ngettext("%(num)s planned message was cancelled.", "%(num)s planned messages were cancelled.", count)


def switch_question(row: FlowRow) -> str:
    """What is asked before switching off; "" where nothing is lost."""
    if not row.is_on or not row.open:
        return ""
    return ngettext(
        "%(num)s planned message will be cancelled and does not come back. Switch it off?",
        "%(num)s planned messages will be cancelled and do not come back. Switch it off?", row.open,
    )  # fmt: skip


def _shown(shop: Shop) -> dict[str, Any]:
    with doors().database.read(shop.id) as session:
        rows = flow_rows(session, shop, doors().clock.now())
    return {
        "rows": rows, "words": FLOW_WORDS, "version": shop.settings_version, "rows_behind": rows_behind,
        "question": switch_question, "sentence": sentence,
    }  # fmt: skip
