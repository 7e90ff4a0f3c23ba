"""What visitors do to a review: "helpful", and "report". Each counts once for a visitor, and not without end."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from plugin.visitors import find_helpful, report
from ui.doors import door, doors
from ui.i18n import gettext as _
from ui.i18n import ngettext
from ui.limit import Limiter
from ui.proxy_gate import knows, shopper
from ui.storefront.part import LOCALE, speak
from ui.storefront.visitor import told, visitor_here

pages = Blueprint("storefront_visiting", __name__)
PER_HOUR = 30  # by one visitor
PER_REVIEW = 120  # by all of them: whoever changes their address all the time does not get far
LIMITERS = "encore.visitor_limiters"


def new_limiters() -> tuple[Limiter, Limiter]:
    return Limiter(PER_HOUR, timedelta(hours=1)), Limiter(PER_REVIEW, timedelta(hours=1))


@pages.post("/proxy/review/<id>/helpful")
@door("proxy")
@knows(locale=LOCALE)
def helpful(id: str) -> Response:
    speak()
    who, wait_s = _who(id)
    if wait_s:
        return told(_("That was a lot in a short time. Please try again later."), 429, wait_s)
    votes = find_helpful(doors().database, shopper().shop, id, who, doors().clock.now())
    if votes is None:
        abort(404)
    return told(ngettext("%(num)s person finds this helpful.", "%(num)s people find this helpful.", votes))


@pages.post("/proxy/review/<id>/report")
@door("proxy")
@knows(locale=LOCALE)
def tell(id: str) -> Response:
    """It hides nothing by itself: the merchant looks at it."""
    speak()
    who, wait_s = _who(id)
    if wait_s:
        return told(_("That was a lot in a short time. Please try again later."), 429, wait_s)
    if not report(doors().database, shopper().shop, id, who, doors().clock.now()):
        abort(404)
    return told(_("Thank you. The shop will look at this review."))


def _who(id: str) -> tuple[str, int]:
    """Whoever it is, as a keyed hash, and for how many seconds they have to wait."""
    now, shop = doors().clock.now(), shopper().shop
    who, near = visitor_here()
    each, all_of_them = current_app.extensions[LIMITERS]
    return who, each.wait_s((shop.id, near), now) or all_of_them.wait_s((shop.id, id), now)
