"""The way from a message to the shop: a redirect to one of the addresses recorded with the message, only.
What is in the query never decides where it goes."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from plugin.compose.links import LinkPurpose
from plugin.inbox import StoreBusy
from plugin.platform.base import at_base
from plugin.shopper_payloads import CLICKED
from ui.doors import door, doors
from ui.filters import web_address
from ui.shopper.tell import tell
from ui.shopper.visit import Visit, visit

pages = Blueprint("click", __name__)
log = structlog.get_logger()


@pages.get("/t/<token>")
@door("link")
def click(token: str) -> Response:
    if any(set(value) & set("/\\:") for value in request.args.values()):
        abort(404)  # somebody asks to be sent elsewhere
    who = visit(token, LinkPurpose.CLICK)
    target = _target(who)
    if target is None:
        abort(404)
    if request.method == "GET":
        _record(who)
    return redirect(target, 302)


def _target(who: Visit) -> str | None:
    links = who.message.links or []
    if not (who.part.isascii() and who.part.isdigit()) or len(who.part) > 4 or int(who.part) >= len(links):
        return None
    address = web_address(links[int(who.part)], "https", "http")
    return at_base(address, who.shop.domain, doors().settings.shopify_base) if address else None


def _record(who: Visit) -> None:
    """One click per message, link and minute. The shopper goes on even when it cannot be stored."""
    minute = int(who.now.timestamp()) // 60
    key = f"{who.message.id}.{who.part}.{minute}"
    try:
        tell(who, CLICKED, {"link": int(who.part)}, key)
    except StoreBusy:
        log.warning("click not recorded", shop=who.shop.id, message=who.message.id, reason="store busy")
