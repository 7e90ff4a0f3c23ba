"""One message of the outbox, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

from flask import Response, abort, request, url_for
from wtforms import DateField, HiddenField, TimeField
from wtforms.validators import InputRequired

from plugin.clock import instant, local
from plugin.desk.act import Act, BadTime, CannotGo, MessageChanged
from plugin.desk.message import OneMessage, one_message
from plugin.encore import Encore
from plugin.model.message import OPEN, State
from plugin.roles import Role
from ui.admin.answers import changed, page, refused
from ui.admin.mail_frame import framed
from ui.admin.outbox import pages
from ui.admin.seen import seen_one
from ui.admin.words import filters, moment, why
from ui.doors import door, encore
from ui.forms import Form
from ui.i18n import gettext as _
from ui.session import NotInRole, admin

TEMPLATE = "message.html"


class MoveForm(Form):
    """A time in the shop's zone."""

    seen = HiddenField()
    day = DateField("Day", [InputRequired()])
    time = TimeField("Time", [InputRequired()])

    def labelled(self) -> MoveForm:
        self.day.label.text, self.time.label.text = _("Day"), _("Time")
        return self


@pages.get("/app/outbox/<id>")
@door("admin")
def message(id: str) -> Response:
    found = _found(id)
    seen_one(found.who.customer_id)
    return _shown(found)


@pages.post("/app/outbox/<id>/cancel")
@door("admin")
def cancel(id: str) -> Response:
    return _done(id, lambda *act: _moves().cancel(*act), _("Cancelled. It will not be sent."))


@pages.post("/app/outbox/<id>/arrived")
@door("admin")
def arrived(id: str) -> Response:
    return _done(id, lambda *act: _moves().it_arrived(*act), _("Marked as arrived."))


@pages.post("/app/outbox/<id>/again")
@door("admin")
def again(id: str) -> Response:
    return _done(id, lambda *act: _moves().send_again(*act), _("It is sent again now."))


@pages.post("/app/outbox/<id>/leave")
@door("admin")
def leave(id: str) -> Response:
    return _done(id, lambda *act: _moves().leave(*act), _("Left as it is. It is not sent again."))


@pages.post("/app/outbox/<id>/now")
@door("admin")
def send_now(id: str) -> Response:
    said = ""

    def sent(here: Encore, act: Act) -> None:
        nonlocal said
        wait = _moves().send_now(here, act)
        reason = why(wait.reason, wait.until, act.shop.time_zone) if wait else ""
        said = (
            _("It is due now, but still waits. %(why)s", why=reason) if wait else _("It is due now and goes at once.")
        )

    return _done(id, sent, lambda: said)


@pages.post("/app/outbox/<id>/move")
@door("admin")
def move(id: str) -> Response:
    found, form = _found(id), MoveForm(request.form).labelled()
    if not form.validate() or form.day.data is None or form.time.data is None:
        return refused(TEMPLATE, form, **_values(found))
    zone = admin().shop.time_zone
    at = instant(form.day.data, form.time.data, zone)
    try:
        _moves().move_to(encore(), _act(id), at)
    except BadTime as bad:
        until = moment(found.useful_until, zone)
        late = _("After %(until)s this message is of no use. Choose an earlier time.", until=until)
        form.complain({"day": _("That time is over. Choose a later one.") if bad.is_past else late})
        return refused(TEMPLATE, form, **_values(found))
    except MessageChanged:
        return _changed(id)
    return _shown(_found(id), said=_("It goes at %(when)s.", when=moment(at, zone)), at=_at(id))


def _moves() -> ModuleType:
    """What may be done with a message. It judges, so it needs what workers need, which no other page does."""
    from plugin.desk import moves

    return moves


def _done(id: str, deed: Callable[[Encore, Act], None], said: str | Callable[[], str]) -> Response:
    """Do it, and show the message as it is then."""
    _found(id)
    try:
        deed(encore(), _act(id))
    except MessageChanged:
        return _changed(id)
    except CannotGo as stopped:
        told = _("It cannot be sent. %(why)s", why=why(stopped.reason))
        return _shown(_found(id), status=422, said=told, refusal=told)
    return _shown(_found(id), said=said if isinstance(said, str) else said(), at=_at(id))


def _changed(id: str) -> Response:
    found = _found(id)
    return changed(
        TEMPLATE, {"state": found.state.value, "reason": found.reason}, form=_form(found), **_values(found)
    )


def _shown(found: OneMessage, **more: Any) -> Response:
    return page(TEMPLATE, form=_form(found), **_values(found), **more)


def _values(found: OneMessage) -> dict[str, Any]:
    """What the template needs besides the form."""
    return {
        "message": found, "html": framed(found.letter.html), "is_open": found.state in OPEN,
        "is_movable": found.state in {State.PLANNED, State.HELD}, "is_unknown": found.state is State.UNKNOWN,
        "is_useful": encore().clock.now() < found.useful_until, **filters(),
    }  # fmt: skip


def _form(found: OneMessage) -> MoveForm:
    """Filled with the time for which it is planned; where that is over, with an hour from now."""
    zone = admin().shop.time_zone
    there = local(max(found.due_at, encore().clock.now() + timedelta(hours=1)), zone)
    return MoveForm(data={"day": there.date(), "time": there.time().replace(second=0, microsecond=0)}).labelled()


def _found(id: str) -> OneMessage:
    shop = admin().shop
    with encore().database.read(shop.id) as session:
        found = one_message(session, shop, id)
    if found is None:
        abort(404)
    if found.flow in admin().hidden_flows:
        raise NotInRole(Role.EDITOR)
    return found


def _act(id: str) -> Act:
    return Act(admin().shop, id, request.form.get("seen", ""), admin().user_id)


def _at(id: str) -> str:
    return url_for("admin_outbox.message", id=id)
