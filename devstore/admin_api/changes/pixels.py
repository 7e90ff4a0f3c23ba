"""webPixelCreate, webPixelUpdate and webPixelDelete: an app has at most one pixel in a shop. No pixel runs here;
it is over with the install."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from devstore.admin_api.access import denied
from devstore.admin_api.asking import Asking, Info, Node, asking
from devstore.admin_api.changes.trouble import Trouble
from devstore.admin_api.ids import number_of
from devstore.model.installs import WebPixel
from devstore.oauth.installed import current_install
from devstore.shop import gid


def now(_source: Any, info: Info, id: str | None = None) -> Node | None:
    """The app's pixel; None where it has none, or another one."""
    row = _row(asking(info))
    return None if row is None or (id is not None and number_of(id, "WebPixel") != row.id) else _node(row)


def create(_source: Any, info: Info, webPixel: Node) -> Node:  # noqa: N803
    def do(ask: Asking) -> Node:
        if not ask.may("read_customer_events"):
            raise denied("webPixelCreate", "read_customer_events")
        if _row(ask) is not None:
            raise Trouble(["webPixel"], "Web pixel is taken.", "TAKEN")
        install = current_install(ask.session)
        assert install is not None  # a token of no install is not let in
        row = WebPixel(install_id=install.id, settings=_settings(webPixel))
        ask.session.add(row)
        ask.session.flush()
        return {"webPixel": _node(row)}

    return _done(info, do, "webPixel")


def update(_source: Any, info: Info, id: str, webPixel: Node) -> Node:  # noqa: N803
    def do(ask: Asking) -> Node:
        row = _mine(ask, id)
        row.settings = _settings(webPixel)
        return {"webPixel": _node(row)}

    return _done(info, do, "webPixel")


def delete(_source: Any, info: Info, id: str) -> Node:
    def do(ask: Asking) -> Node:
        row = _mine(ask, id)
        ask.session.delete(row)
        return {"deletedWebPixelId": gid("WebPixel", row.id)}

    return _done(info, do, "deletedWebPixelId")


def _done(info: Info, do: Callable[[Asking], Node], answer: str) -> Node:
    try:
        return {**do(asking(info)), "userErrors": []}
    except Trouble as trouble:
        return {answer: None, "userErrors": trouble.errors}


def _row(ask: Asking) -> WebPixel | None:
    install = current_install(ask.session)
    return (
        None
        if install is None
        else ask.session.scalars(select(WebPixel).where(WebPixel.install_id == install.id)).one_or_none()
    )


def _mine(ask: Asking, id: str) -> WebPixel:
    row = _row(ask)
    if row is None or row.id != number_of(id, "WebPixel"):
        raise Trouble(["id"], "Web pixel not found.", "NOT_FOUND")
    return row


def _settings(pixel: Node) -> dict[str, Any]:
    """What the extension's own settings ask for: a text `accountID`."""
    settings = pixel.get("settings")
    if not isinstance(settings, dict) or set(settings) != {"accountID"} or not settings["accountID"]:
        raise Trouble(["settings"], "The settings are invalid for this pixel.", "INVALID_SETTINGS")
    return settings


def _node(row: WebPixel) -> Node:
    return {"__typename": "WebPixel", "id": gid("WebPixel", row.id), "settings": row.settings}
