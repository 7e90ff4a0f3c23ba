"""The form of the shop's settings, and between its fields and the `[encore.*]` tables."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from plugin.config import PUBLISH_AFTER, ShopSettings, Window, duration
from ui.durations import words
from ui.forms import Form, WholeNumber
from ui.i18n import gettext as _
from ui.i18n import retold

SECTIONS = {
    "sender": ("name", "postal_address", "email", "reply_to", "sms_id"),
    "brand": ("color", "logo"),
    "reviews": ("incentive", "publish_after"),
    "budget": ("per_day", "per_week", "per_month", "sms_per_week", "sms_per_month"),
    "discounts": ("per_month",),
    "tags": ("enabled",),
    "consent": ("soft_opt_in_on", "soft_opt_in_wording", "checkout_sms_on", "sms_wording", "sms_wording_on"),
}
HOURS = ("email", "sms")


def settings_form(sent: Any = None, settings: ShopSettings | None = None, version: int = 0) -> Form:
    """Over what was sent, or over what is stored."""
    form: Form = _class()(sent) if sent is not None else _class()(**_stored(settings, version))
    return form


def patch_of(form: Form) -> dict[str, Any]:
    """What the form has, as `[encore.*]` tables."""
    data = form.data
    found: dict[str, Any] = {
        table: {name: _plain(data[f"{table}_{name}"]) for name in names} for table, names in SECTIONS.items()
    }
    found["quiet_hours"] = {one: f"{data[f'{one}_opens']}-{data[f'{one}_closes']}" for one in HOURS}
    return found


def field_problems(fields: dict[str, str]) -> dict[str, str]:
    """Complaints about settings (`sender.email`), by form field (`sender_email`)."""
    found = {}
    for name, says in fields.items():
        table, _dot, key = name.partition(".")
        told = retold(says)
        field = f"{key}_opens" if table == "quiet_hours" else f"{table}_{key}"
        found[field] = told[:1].upper() + told[1:] + ("" if told.endswith(".") else ".")
    return found


def _class() -> type[Form]:
    """Built anew for each answer, because labels are in the reader's language."""
    return type(
        "SettingsForm", (Form,), {
            **_sender(), **_brand(), **_reviews(), **_hours(), **_budget(), **_discounts(), **_tags(), **_consent(),
        },
    )  # fmt: skip


def _sender() -> dict[str, Any]:
    short = Length(max=200, message=_("Use at most 200 signs."))
    return {
        "sender_name": StringField(
            _("Name"), [short], description=_("As customers know you. Empty: the name of the shop.")
        ),
        "sender_postal_address": StringField(
            _("Postal address"), [short],
            description=_("On one line. The law asks for it in every message that is not about an order."),
        ),
        "sender_email": StringField(
            _("Sender address"), [short],
            description=_("Empty: an address of this installation. Another one must belong to a domain that is"
                          " verified for it."),
        ),
        "sender_reply_to": StringField(
            _("Answers go to"), [short], description=_("Any address of yours. Empty: the sender address.")
        ),
        "sender_sms_id": StringField(
            _("SMS sender"), [short],
            description=_("3 to 11 letters and digits, or a number with its country code. Empty: the shop's name."),
        ),
    }  # fmt: skip


def _brand() -> dict[str, Any]:
    return {
        "brand_color": StringField(
            _("Colour"), [Length(max=7, message=_("Write a colour such as #9a3f24."))],
            description=_("Of links, buttons and codes, such as #9a3f24. Empty: Encore's own."),
        ),
        "brand_logo": StringField(
            _("Logo"), [Length(max=1000, message=_("Use at most 1000 signs."))],
            description=_("The https address of a picture, shown 48 pixels high. Empty: the shop's name in letters."),
        ),
    }  # fmt: skip


def _reviews() -> dict[str, Any]:
    never = _("Never: they wait until somebody looks")
    spans = [(one, _("At once") if one == PUBLISH_AFTER[0] else words(duration(one))) for one in PUBLISH_AFTER]
    return {
        "reviews_incentive": StringField(
            _("What everybody gets who writes a review"), [Length(max=200, message=_("Use at most 200 signs."))],
            description=_("The same for every number of stars. It is said in the request, on the form and beside the"
                          " review. Empty: nothing."),
        ),
        "reviews_publish_after": SelectField(
            _("Reviews publish themselves after"), choices=[("", never), *spans], default="",
            description=_("Alike for every number of stars, pictures too, also those that wait already. What was"
                          " imported unpublished, what visitors reported, and what hints at spam or a copy waits for"
                          " you all the same."),
        ),
    }  # fmt: skip


def _hours() -> dict[str, Any]:
    at = [InputRequired(), Regexp(r"([01]\d|2[0-3]):[0-5]\d|24:00", message=_("Write a time such as 09:00."))]
    return {
        "email_opens": StringField(_("E-mail from"), at),
        "email_closes": StringField(_("E-mail until"), at),
        "sms_opens": StringField(_("Text messages from"), at),
        "sms_closes": StringField(_("Text messages until"), at),
    }


def _budget() -> dict[str, Any]:
    size = [InputRequired(), NumberRange(0, 1000, _("Write a number from 0 to 1000."))]
    labels = {
        "per_day": _("In 24 hours"), "per_week": _("In 7 days"), "per_month": _("In 30 days"),
        "sms_per_week": _("Text messages in 7 days"), "sms_per_month": _("Text messages in 30 days"),
    }  # fmt: skip
    return {f"budget_{name}": WholeNumber(label, size) for name, label in labels.items()}


def _discounts() -> dict[str, Any]:
    size = [InputRequired(), NumberRange(0, 1_000_000_000, _("Write a number from 0 to 1000000000."))]
    return {
        "discounts_per_month": WholeNumber(
            _("Discount codes cost at most, in a calendar month"), size,
            description=_("A code counts with what it took off; while it can still be used, with its share of the"
                          " customer's largest order so far. A message whose code is too much waits. 0: no limit."),
        ),
    }  # fmt: skip


def _tags() -> dict[str, Any]:
    return {
        "tags_enabled": BooleanField(
            _("Tag customers in Shopify"),
            description=_("Whoever holds a VIP code carries the tag “encore:vip”, for your segments and workflows."
                          " Switched off, Encore takes its tags away again."),
        ),
    }  # fmt: skip


def _consent() -> dict[str, Any]:
    text = Length(max=2000, message=_("Use at most 2000 signs."))
    return {
        "consent_soft_opt_in_wording": StringField(
            _("Notice at the checkout about e-mail"), [text],
            description=_("Word for word. Counts for who bought on or after its date (UK, EU, Switzerland)."),
        ),
        "consent_soft_opt_in_on": DateField(_("Shown since"), [Optional()]),
        "consent_checkout_sms_on": DateField(
            _("Numbers given at the checkout are for order news since"), [Optional()],
            description=_("Empty: a text about an order goes only to who agreed to texts."),
        ),
        "consent_sms_wording": StringField(
            _("Wording of the consent to promotional texts"), [text],
            description=_("Needed for customers in the United States."),
        ),
        "consent_sms_wording_on": DateField(_("Used since"), [Optional()]),
    }  # fmt: skip


def _stored(settings: ShopSettings | None, version: int) -> dict[str, Any]:
    if settings is None:
        return {}
    found: dict[str, Any] = {"version": version}
    for table, names in SECTIONS.items():
        found |= {f"{table}_{name}": _shown(getattr(getattr(settings, table), name)) for name in names}
    for one in HOURS:
        hours: Window = getattr(settings.quiet_hours, one)
        found |= {f"{one}_opens": _clock(hours.opens), f"{one}_closes": _clock(hours.closes)}
    return found


def _clock(at: time) -> str:
    return "24:00" if at == time.max else f"{at:%H:%M}"


def _shown(value: Any) -> Any:
    """As a field has it: the time after which reviews publish themselves by its name."""
    return f"{value.days}d" if isinstance(value, timedelta) else value


def _plain(value: Any) -> Any:
    """As the tables write it: a date as text, nothing as ""."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
