"""The form of one flow: when it goes, over what, and what it offers."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from plugin.config import FlowSettings
from plugin.desk.conditions import FLOW_WORDS
from plugin.flows.flow import Flow
from ui.durations import parts, units
from ui.forms import Form, WholeNumber
from ui.i18n import gettext as _
from ui.i18n import retold

_FIELD = {
    "delay": "delay",
    "channels": "channels",
    "percent": "percent",
    "valid": "valid",
    "combines": "combines",
}  # setting → form field


def flow_form(flow: Flow, sent: Any = None, settings: FlowSettings | None = None, version: int = 0) -> Form:
    """Over what was sent, or over what is stored."""
    form: Form = _class(flow)(sent) if sent is not None else _class(flow)(**_stored(settings, version))
    return form


def patch_of(flow: Flow, form: Form) -> dict[str, Any]:
    """The flow's settings as the form has them, as `[encore.flows.NAME]` writes them."""
    data = form.data
    found: dict[str, Any] = {"delay": f"{data['delay']}{data['delay_unit']}", "channels": data["channels"]}
    if flow.gives_code:
        found["percent"] = data["percent"]
        found["combines"] = data["combines"]
    if "valid" in data:
        found["valid"] = f"{data['valid']}{data['valid_unit']}"
    return {"flows": {flow.name: found}}


def field_problems(flow: Flow, fields: dict[str, str]) -> dict[str, str]:
    """Complaints about settings, by form field."""
    start = f"flows.{flow.name}."
    return {_FIELD.get(name.removeprefix(start), name): _says(says) for name, says in fields.items()}


def _says(text: str) -> str:
    told = retold(text)
    return told[:1].upper() + told[1:] + ("" if told.endswith(".") else ".")


def _class(flow: Flow) -> type[Form]:
    """Only the fields that this flow has; built anew, because labels are in the reader's language."""
    needed, size = InputRequired(_("Write a whole number, such as 20.")), NumberRange(0, 99_999)
    fields: dict[str, Any] = {
        "delay": WholeNumber(_("Delay"), [needed, size], description=_(FLOW_WORDS[flow.name].delay)),
        "delay_unit": SelectField(_("Counted in"), choices=units()),
        "channels": SelectMultipleField(
            _("Channels"), [InputRequired(_("Choose at least one channel."))],
            choices=_channels(flow),
            description=_("Each gets its own message.") if flow.each_channel
            else _("The first one that the customer has agreed to is used."),
        ),
    }  # fmt: skip
    if flow.gives_code:
        within = NumberRange(1, 100, _("Write a number from 1 to 100."))
        fields["percent"] = WholeNumber(
            _("Discount"), [InputRequired(), within],
            description=_("The code is bound to the customer and works once."),
        )  # fmt: skip
        fields["combines"] = BooleanField(
            _("The code works beside other discounts"),
            description=_("Off: at the checkout it works alone. On: other discounts that allow it may be added."),
        )
        if flow.name != "birthday":  # its code works on the day itself
            fields["valid"] = WholeNumber(_("The code works for"), [needed, size])
            fields["valid_unit"] = SelectField(_("Counted in"), choices=units()[1:])
    return type("FlowForm", (Form,), fields)


def _channels(flow: Flow) -> list[tuple[str, str]]:
    if flow.by_email_only:
        return [("email", _("E-mail"))]
    both = [("sms", _("Text message (SMS)")), ("email", _("E-mail"))]
    return both if flow.gives_code else both[::-1]


def _stored(settings: FlowSettings | None, version: int) -> dict[str, Any]:
    if settings is None:
        return {}
    delay, delay_unit = parts(settings.delay)
    valid, valid_unit = parts(settings.valid)
    return {
        "version": version, "delay": delay, "delay_unit": delay_unit, "percent": settings.percent, "valid": valid,
        "combines": settings.combines,
        "valid_unit": valid_unit, "channels": [channel.value for channel in settings.channels],
    }  # fmt: skip
