"""The plan: what each includes, what of it is used up this month, and the way up and down. Shopify hosts the page
of plans, or (Billing API) asks for approval; either way its own answer is what counts here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, request

from plugin.billing import end as end_subscription
from plugin.billing import learn_subscription, offer, plan_page
from plugin.desk.outbox import Choice
from plugin.platform.seam import PlatformDown
from plugin.shops import Shop
from plugin.tariffs import GROWTH, TARIFFS
from plugin.usage import usage
from ui.admin.answers import page
from ui.admin.outbox import address
from ui.admin.plan_words import standing_words, tariff_name, tariff_parts, tariff_price
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_plan", __name__)
AT = "/app/plan"
_FRESH = timedelta(minutes=10)


@pages.get(AT)
@door("admin")
def plan() -> Response:
    """Who comes back from Shopify (it adds `charge_id`) sees what Shopify says now."""
    shop = admin().shop
    if _is_old(shop, encore().clock.now()) or "charge_id" in request.args:
        learn_subscription(encore(), shop.id)
    return _shown()


@pages.post("/app/plan/choose")
@door("admin", role="manager")
def choose() -> Response:
    """An offer to approve at Shopify. Nothing is paid and nothing changes before that."""
    _require_api()
    try:
        confirm = offer(encore(), admin().shop, GROWTH)
    except PlatformDown:
        return _shown(502, said=_unanswered())
    return _shown(said=_("One step is left: approve it at Shopify."), confirm=confirm)


@pages.post("/app/plan/end")
@door("admin", role="manager")
def end() -> Response:
    _require_api()
    try:
        end_subscription(encore(), admin().shop)
    except PlatformDown:
        return _shown(502, said=_unanswered())
    return _shown(said=_("You are on the free plan now."), at=AT)


def _require_api() -> None:
    """404 where Shopify's own page is the way."""
    if encore().settings.billing != "api":
        abort(404)


def _is_old(shop: Shop, now: datetime) -> bool:
    if encore().settings.billing == "none" or not shop.has_token:
        return False
    read_at = shop.subscription.read_at
    return read_at is None or now - read_at > _FRESH


def _shown(status: int = 200, confirm: str = "", **more: Any) -> Response:
    here = encore()
    shop, now = here.shops.by_id(admin().shop.id), here.clock.now()
    with here.database.read(shop.id) as session:
        used = usage(session, shop, now)
    return page(
        "plan.html", status, state=shop.subscription, used=used, billing=here.settings.billing,
        rows=address(Choice("sent", purpose="promotional", month=used.month)),
        waiting=address(Choice("held", reason="allowance")),
        hosted=plan_page(here.settings, shop) if here.settings.billing == "hosted" else "",
        tariffs=[(one, tariff_name(one), tariff_price(one), tariff_parts(one)) for one in TARIFFS.values()],
        words=standing_words(shop.subscription, now, shop.time_zone), is_old=_is_old(shop, now),
        confirm=confirm, **more,
    )  # fmt: skip


def _unanswered() -> str:
    return _("Shopify gave no answer. Nothing has changed: try again in a moment.")
