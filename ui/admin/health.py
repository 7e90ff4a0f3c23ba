"""Whether Encore works for this shop: green, or what to do."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.desk.health import health as health_of
from ui.admin.answers import page
from ui.admin.help_desk_words import wrong_words
from ui.admin.refusal_words import refusal_words
from ui.admin.words import filters
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_health", __name__)


@pages.get("/app/health")
@door("admin")
def health() -> Response:
    here, shop = encore(), admin().shop
    found, now = health_of(here, shop), here.clock.now()
    is_paused = shop.paused_at is not None
    return page(
        "health.html", health=found, told=refusal_words(found.refusals),
        is_well=found.is_well(now, paused=is_paused), is_paused=is_paused,
        ticks=found.ticks(now), wrong_words=wrong_words, takes_mail=bool(here.settings.inbound_address),
        kinds={"products": _("Products"), "customers": _("Customers"), "orders": _("Orders")}, **filters(),
    )  # fmt: skip
