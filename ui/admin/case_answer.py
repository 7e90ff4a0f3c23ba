"""Answering a case by e-mail: what is ready is put into the answer, and the answer is sent."""

from __future__ import annotations

from flask import Response, request

from plugin.cases import TEXT_LIMIT
from plugin.desk.case_answers import NotMailed, send_answer
from plugin.desk.ready_answers import left_open, text_for
from plugin.shopper_payloads import cleaned
from ui.admin.answers import page
from ui.admin.cases import done, pages, seen, unwritten, values_of
from ui.admin.words import why
from ui.doors import door, encore
from ui.i18n import gettext as _
from ui.session import admin

_TEMPLATE = "case.html"


@pages.post("/app/cases/<id>/send")
@door("admin", role="editor")
def send(id: str) -> Response:
    """With `put`, nothing is sent yet: the ready answer that was chosen stands below what was typed. 422 with what
    was typed where it cannot go."""
    text = cleaned(request.form.get("text", ""))
    if "put" in request.form:
        return _put(id, text)
    if not text or len(text) > TEXT_LIMIT:
        return unwritten(id, typed=text)
    places = left_open(text)
    if places:
        said = _("Fill in or remove %(places)s first.", places=", ".join(places))
        return page(_TEMPLATE, 422, said=said, typed=text, **values_of(id))
    act = lambda: send_answer(encore(), admin().shop, id, text, **seen())  # noqa: E731
    try:
        return done(id, act, _("The answer is on its way."), typed=text)
    except NotMailed as error:
        return page(_TEMPLATE, 422, said=why(error.reason), typed=text, **values_of(id))


def _put(id: str, text: str) -> Response:
    values, shop = values_of(id), admin().shop
    case = values["found"].case
    named = case.who.customer_id if admin().may_see_people else None
    with encore().database.read(shop.id) as session:
        ready = text_for(session, shop, request.form.get("ready", ""), named, case.order)
    typed = "\n\n".join(part for part in (text, ready) if part)
    return page(_TEMPLATE, typed=typed, chosen=request.form.get("ready", ""), **values)
