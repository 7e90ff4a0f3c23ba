"""The webhooks desk: what was sent to the app, what it answered, and the switches that make delivery worse."""

from __future__ import annotations

from flask import flash, render_template
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.pages import blueprint, given
from devstore.pages.around import back
from devstore.web.app import the_store
from devstore.webhooks import listed, queue, sending

_SWITCHES = {"twice": sending.DUPLICATES, "shuffled": sending.SHUFFLED}
_HERE = "/admin/webhooks"


@blueprint.get(_HERE)
def webhooks() -> str:
    store = the_store()
    with store.database.read() as session:
        rows, waiting = listed.latest(session), queue.waiting(session)
    switches = {name: store.sender.is_on(kept) for name, kept in _SWITCHES.items()}
    return render_template("desk/webhooks.html", deliveries=rows, waiting=waiting, switches=switches)


@blueprint.post(f"{_HERE}/switch")
def switch_webhooks() -> Response:
    kept = _SWITCHES.get(given.text("name") or "")
    if kept is None:
        raise Refused("There is no such switch.")
    the_store().sender.switch(kept, given.text("is_on") == "1")
    return back(_HERE)


@blueprint.post(f"{_HERE}/send")
def send_webhooks() -> Response:
    """What is due is sent at once."""
    flash(f"{the_store().sender.drain()} taken by the app.", "good")
    return back(_HERE)


@blueprint.post(f"{_HERE}/<int:delivery_id>/again")
def again(delivery_id: int) -> Response:
    store = the_store()
    try:
        with store.database.write() as session:
            listed.send_again(session, delivery_id, store.clock.now())
    except NoResultFound:
        raise NotFound("There is no such delivery.") from None
    store.sender.drain()
    flash("Sent once more, with the same id.", "good")
    return back(_HERE)
