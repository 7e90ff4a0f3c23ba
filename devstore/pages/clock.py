"""The buttons that move the clock. A move runs beside the pages, which show how far it is."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.moving import Busy
from devstore.pages import blueprint
from devstore.pages.around import back
from devstore.web.app import the_store

_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@blueprint.post("/clock")
def move_clock() -> Response:
    by = _STEPS.get(request.form.get("by", ""))
    if by is None:
        raise Refused("The clock moves by an hour, a day or a week.")
    try:
        the_store().mover.begin(by)
    except Busy:
        raise Refused("The clock is moving already; wait until it is there.") from None
    return back()
