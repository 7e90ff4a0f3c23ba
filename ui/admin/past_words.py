"""A moment of a customer's past as a line on their page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from plugin.desk.one_customer_past import Moment
from plugin.events import ConsentState
from ui.admin.words import channel_name, flow_name, happened_word, state_name
from ui.i18n import gettext as _
from ui.i18n import ngettext


def moment_words(one: Moment) -> str:
    """What happened."""
    return _LINES[one.kind](one)


def consent_word(state: str) -> str:
    """What somebody said about a channel."""
    return {
        ConsentState.SUBSCRIBED: _("agreed"), ConsentState.NOT_SUBSCRIBED: _("has not agreed"),
        ConsentState.UNSUBSCRIBED: _("unsubscribed"), ConsentState.PENDING: _("was asked to confirm"),
        ConsentState.REDACTED: _("redacted"), ConsentState.INVALID: _("the address is invalid"),
    }[ConsentState(state)]  # fmt: skip


def _money(one: Moment) -> str:
    return str(import_module("ui.cldr").money(one.minor, one.currency))


def _ordered(one: Moment) -> str:
    return _("Ordered %(order)s for %(amount)s", order=one.order, amount=_money(one))


def _refunded(one: Moment) -> str:
    return _("%(amount)s of order %(order)s was refunded", order=one.order, amount=_money(one))


def _shipped(one: Moment) -> str:
    if one.state:
        return _("A parcel of order %(order)s left with %(carrier)s", order=one.order, carrier=one.state)
    return _("A parcel of order %(order)s left", order=one.order)


def _message(one: Moment) -> str:
    return f"{flow_name(one.flow or '')} · {channel_name(one.channel or '')} · {state_name(one.state or '')}"


def _told(one: Moment) -> str:
    return f"{happened_word(one.state or '')} · {flow_name(one.flow or '')}"


def _said(one: Moment) -> str:
    return f"{channel_name(one.channel or '')}: {consent_word(one.state or '')}"


def _reviewed(one: Moment) -> str:
    stars = int(one.state or 0)
    return ngettext(
        "Reviewed something of order %(order)s with %(num)s star",
        "Reviewed something of order %(order)s with %(num)s stars",
        stars, order=one.order,
    )  # fmt: skip


def _code_used(_one: Moment) -> str:
    return _("Used a code of theirs")


_LINES: dict[str, Callable[[Moment], str]] = {
    "ordered": _ordered,
    "cancelled": lambda one: _("Order %(order)s was cancelled", order=one.order),
    "shipped": _shipped,
    "delivered": lambda one: _("A parcel of order %(order)s arrived", order=one.order),
    "trouble": lambda one: _("A parcel of order %(order)s could not be delivered", order=one.order),
    "refunded": _refunded,
    "returned": lambda one: _("Asked to return something of order %(order)s", order=one.order),
    "reviewed": _reviewed,
    "message": _message,
    "told": _told,
    "said": _said,
    "code_used": _code_used,
    "wrote": lambda _one: _("Wrote to you by e-mail"),
    "answered": lambda _one: _("Was answered outside of Encore"),
}
