"""What the shop gives its customers for coming back, as it is set now: the flows that are on and give a code. Nothing
is promised that no message brings, and nobody's own codes are shown (trust: a number proves nothing)."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.flows.registry import FLOWS
from plugin.shops import Shop
from ui.doors import door
from ui.i18n import gettext as _
from ui.proxy_gate import knows, shopper
from ui.storefront.part import LOCALE, part, speak

pages = Blueprint("storefront_rewards", __name__)


@pages.get("/proxy/rewards")
@door("proxy")
@knows(locale=LOCALE)
def rewards() -> Response:
    """No part to take where no flow that gives something is on, or the shop is paused."""
    speak()
    return part("rewards.html", given=_given(shopper().shop))


def _given(shop: Shop) -> list[tuple[str, str]]:
    """What it is and how to get it."""
    words = {
        "vip_code": (
            _("%(percent)s %% off your next order"), _("After your first order we send you a code of your own."),
        ),
        "birthday": (
            _("%(percent)s %% off on your birthday"), _("On the day itself we send you a code, if we know the date."),
        ),
    }  # fmt: skip
    on = [name for name in words if FLOWS[name].gives_code and name in shop.flows_on_since and not shop.paused_at]
    given = [(name, shop.settings.flow(name).percent) for name in on]
    return [(words[name][0] % {"percent": percent}, words[name][1]) for name, percent in given if percent]
