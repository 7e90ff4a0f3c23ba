"""The merchant installs the app, takes it off again, or grants what it newly asks for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from devstore.act import Act, Refused
from devstore.bodies import shops as bodies
from devstore.doings.charging import active
from devstore.model.events import Delivery, Event
from devstore.model.installs import Install
from devstore.oauth.installed import current_install

_REDACT_AFTER = timedelta(hours=48)  # platform documentation: shop/redact comes 48 h after the uninstall


def install(act: Act) -> Install:
    """With every scope that the app's configuration asks for. Shopify sends nothing about it: the app learns of it
    when the merchant opens it."""
    if current_install(act.session) is not None:
        raise Refused(f"{act.app.name} is installed already.")
    _drop_waiting(act, only="shop/redact")
    row = Install(began_at=act.at, scopes=list(act.app.scopes))
    act.session.add(row)
    act.session.flush()
    return row


def uninstall(act: Act) -> None:
    """Tokens and charges end at once; app/uninstalled is sent, nothing else that waits, and shop/redact follows."""
    row = current_install(act.session)
    if row is None:
        raise Refused(f"{act.app.name} is not installed.")
    _drop_waiting(act)
    for charge in active(act.session):
        charge.status, charge.updated_at = "CANCELLED", act.at
    act.tell("app/uninstalled", bodies.whole_shop(act.at))
    act.tell("shop/redact", bodies.shop_redact(), due_at=act.at + _REDACT_AFTER)
    row.ended_at = act.at


def grant_new_scopes(act: Act) -> None:
    """What the configuration asks for now, instead of what was granted at the install; optional ones stay."""
    row = current_install(act.session)
    if row is None:
        raise Refused(f"{act.app.name} is not installed.")
    optional = [scope for scope in row.scopes if scope in act.app.optional_scopes]
    before, row.scopes = row.scopes, [*act.app.scopes, *optional]
    act.tell("app/scopes_update", bodies.scopes(before, row.scopes, act.at))


def grant(act: Act, *scopes: str) -> None:
    """Optional scopes that the app's configuration names, all of them or none; granted twice is granted once."""
    row = current_install(act.session)
    unknown = sorted({*scopes} - {*act.app.optional_scopes})
    if row is None or unknown:
        raise Refused(f"{act.app.name} cannot be granted {', '.join(unknown or scopes)}.")
    if {*scopes} <= {*row.scopes}:
        return
    before, row.scopes = row.scopes, sorted({*row.scopes, *scopes})
    act.tell("app/scopes_update", bodies.scopes(before, row.scopes, act.at))


def _drop_waiting(act: Act, only: str | None = None) -> None:
    waiting = select(Delivery).join(Event).where(Delivery.next_at.is_not(None))
    for delivery in act.session.scalars(waiting if only is None else waiting.where(Event.topic == only)):
        delivery.next_at, delivery.answer = None, "dropped: the app was taken off or installed anew"
