"""One message of the outbox, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, abort, request, url_for
from wtforms import DateField, HiddenField, TimeField
from wtforms.validators import InputRequired

from plugin.clock import instant, local
from plugin.desk import moves
from plugin.desk.message import OneMessage, one_message
from plugin.encore import Encore
from plugin.model.message import OPEN, State
from ui.admin.answers import changed, page, refused
from ui.admin.words import filters, why
from ui.cldr import moment
from ui.doors import door, encore
from ui.forms import Form
from ui.i18n import gettext as _
from ui.session import admin

pages = Blueprint("admin_message", __name__)
TEMPLATE = "message.html"


class MoveForm(Form):
    """A time in the shop's zone."""

    seen = HiddenField()
    day = DateField("Day", [InputRequired()])
    time = TimeField("Time", [InputRequired()])
