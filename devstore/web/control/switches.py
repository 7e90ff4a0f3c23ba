"""Installing, webhooks, and what may go wrong on purpose."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from devstore.doings import installing
from devstore.oauth import id_tokens
from devstore.oauth.installed import current_install
from devstore.web import shown
from devstore.web.app import the_store
from devstore.web.asked import asked
from devstore.web.control import blueprint
from devstore.webhooks import listed, queue, sending

_SWITCHES = {"duplicates": sending.DUPLICATES, "shuffled": sending.SHUFFLED, "lost": sending.LOST}


@blueprint.get("/install")
def installed() -> dict[str, Any]:
    with the_store().database.read() as session:
        return _installed(session)


@blueprint.post("/install")
def install() -> dict[str, Any]:
    with the_store().act() as act:
        installing.install(act)
        return _installed(act.session)


@blueprint.post("/uninstall")
def uninstall() -> dict[str, Any]:
    with the_store().act() as act:
        installing.uninstall(act)
        return _installed(act.session)


@blueprint.post("/scopes")
def grant() -> dict[str, Any]:
    """What the app's configuration asks for now."""
    with the_store().act() as act:
        installing.grant_new_scopes(act)
        return _installed(act.session)


@blueprint.post("/scopes/optional")
def grant_optional() -> dict[str, Any]:
    """scopes: what the merchant allows the app beyond that."""
    wanted = asked().get("scopes")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, str) for one in wanted):
        raise BadRequest("scopes is a list of scopes")
    with the_store().act() as act:
        installing.grant(act, *wanted)
        return _installed(act.session)


@blueprint.post("/id-token")
def id_token() -> dict[str, str]:
    """A fresh one, as the shell hands it to the app's page."""
    store = the_store()
    return {"id_token": id_tokens.issue(store.settings, store.clock.signs_at())}


@blueprint.get("/webhooks")
def webhooks() -> dict[str, Any]:
    """The latest deliveries, and how many still wait."""
    with the_store().database.read() as session:
        rows = [shown.delivery(row) for row in listed.latest(session)]
        return {"waiting": queue.waiting(session), "deliveries": rows}


@blueprint.post("/webhooks/drain")
def drain() -> dict[str, int]:
    """Send what is due, now."""
    return {"taken": the_store().sender.drain()}


@blueprint.post("/webhooks/<int:delivery_id>/again")
def again(delivery_id: int) -> dict[str, int]:
    """Send one once more, with the same id."""
    store = the_store()
    with store.database.write() as session:
        listed.send_again(session, delivery_id, store.clock.now())
    return {"taken": store.sender.drain()}


@blueprint.post("/switches")
def switches() -> dict[str, bool]:
    """duplicates, shuffled, lost: true or false."""
    body, sender = asked(), the_store().sender
    if not set(body) <= set(_SWITCHES):
        raise BadRequest(f"there are the switches {', '.join(_SWITCHES)}")
    for name, is_on in body.items():
        sender.switch(_SWITCHES[name], bool(is_on))
    return {name: sender.is_on(kept) for name, kept in _SWITCHES.items()}


@blueprint.post("/throttle")
def throttle() -> dict[str, float]:
    """points: so much is in the Admin API's bucket now."""
    store, now = the_store(), the_store().clock.now()
    store.bucket.set(float(asked().get("points", 0)), now)
    return store.bucket.status(now)


def _installed(session: Session) -> dict[str, Any]:
    row = current_install(session)
    return {"is_installed": row is not None, "scopes": row.scopes if row else []}
