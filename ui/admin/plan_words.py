"""The plans and how the shop stands with Shopify, in words."""

from __future__ import annotations

from datetime import datetime

from plugin.subscription import Standing, Subscription
from plugin.tariffs import Tariff
from ui.i18n import gettext as _
from ui.i18n import ngettext


def tariff_name(one: Tariff) -> str:
    return {"free": _("Free"), "growth": _("Growth")}[one.handle]


def tariff_price(one: Tariff) -> str:
    if not one.price_cents:
        return _("Costs nothing")
    return _("%(dollars)s US dollars every 30 days", dollars=one.price_cents // 100)


def tariff_parts(one: Tariff) -> list[str]:
    parts = [
        _("All flows, all pages, all languages, any number of customers"),
        _("Service messages and review requests without limit"),
    ]
    if one.per_month is None:
        parts.append(_("Promotional messages without limit"))
    else:
        parts.append(
            ngettext("%(num)s promotional message a month", "%(num)s promotional messages a month", one.per_month)
        )
    if one.trial_days:
        parts.append(ngettext("%(num)s day to try it", "%(num)s days to try it for nothing", one.trial_days))
    return parts


def standing_words(state: Subscription, now: datetime, zone: str) -> tuple[str, str]:
    """Tone and sentence; "" where there is nothing to say."""
    if state.standing is Standing.FROZEN:
        return "warning", _(
            "Shopify waits for a payment of your shop. Your plan stays as it is meanwhile, and nothing is stopped."
            " Pay the open bill in Shopify under Settings, Billing."
        )
    if state.standing is Standing.DECLINED:
        return "info", _("You declined the paid plan. Nothing is charged, and you can choose it again at any time.")
    if state.trial_ends_at is not None and state.trial_ends_at > now:
        from ui.cldr import day  # Babel, only where a page needs it

        return "info", _("You are trying it for nothing until %(day)s.", day=day(state.trial_ends_at, zone))
    if state.is_test:
        return "info", _("This is a test subscription: nothing is charged.")
    return "", ""
