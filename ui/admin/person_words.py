"""Words for what is known about a person: what they said about a channel, and what may be sent to them."""

from __future__ import annotations

from importlib import import_module

from plugin.desk.customers import Standing
from plugin.desk.one_customer_now import OneCustomer, Statement
from plugin.events import ConsentState, Purpose
from ui.admin.past_words import consent_word
from ui.i18n import gettext as _
from ui.session import admin


def said_word(one: Standing) -> str:
    """What counts for the channel, in a word or two."""
    if one.blocked is not None:
        return _("Blocked")
    if one.reason in {"no_email", "no_phone"}:
        return _("No address") if one.reason == "no_email" else _("No number")
    if one.said is None:
        return _("Never asked") if one.reason else _("Allowed by their purchase")
    if one.said is ConsentState.SUBSCRIBED and one.reason:
        return _("Agreed, but that is not enough")
    return {
        ConsentState.SUBSCRIBED: _("Agreed"), ConsentState.NOT_SUBSCRIBED: _("Has not agreed"),
        ConsentState.UNSUBSCRIBED: _("Unsubscribed"), ConsentState.PENDING: _("Not confirmed yet"),
        ConsentState.REDACTED: _("Redacted"), ConsentState.INVALID: _("Invalid address"),
    }[one.said]  # fmt: skip


def purpose_name(purpose: Purpose) -> str:
    return {
        Purpose.SERVICE: _("About their orders"), Purpose.FEEDBACK: _("Questions, such as for a review"),
        Purpose.PROMOTIONAL: _("Promotion and codes"),
    }[purpose]  # fmt: skip


def state_word(one: Statement) -> str:
    """An entry of the consent ledger: what was said, and how firmly."""
    if one.level == "confirmed_opt_in" and one.state == ConsentState.SUBSCRIBED:
        return _("agreed and confirmed it")
    return consent_word(one.state)


def place_words(person: OneCustomer) -> str:
    """Where they live, as far as the reader may see it."""
    city = person.city if admin().may_see_people else None
    return ", ".join(part for part in (city, person.country) if part)


def birthday_words(person: OneCustomer) -> str:
    """Day and month; "" where it is not known, or not for the reader."""
    if person.birthday is None or not admin().may_see_people:
        return ""
    month, day = person.birthday
    return str(import_module("ui.cldr").day_of_year(month, day))
