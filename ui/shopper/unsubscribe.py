"""Leaving. A GET shows one button and changes nothing (mail scanners open links); a POST leaves, from the
button or from the mailbox provider (RFC 8058). It stops promotional and feedback messages of that channel. Whoever
leaves without end is never refused, but one time a second is enough."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.shopper_payloads import UNSUBSCRIBED
from ui.doors import door, doors
from ui.filters import masked
from ui.shopper.often import wait_s
from ui.shopper.tell import tell
from ui.shopper.visit import Erased, Visit, visit

pages = Blueprint("unsubscribe", __name__)


@pages.get("/s/unsubscribe/<token>")
@door("link")
def ask(token: str) -> str:
    return _page("unsubscribe", visit(token, LinkPurpose.UNSUBSCRIBE))


@pages.post("/s/unsubscribe/<token>")
@door("link")
def act(token: str) -> Response | str:
    if request.form.get("List-Unsubscribe") == "One-Click":
        return _one_click(token)
    who = visit(token, LinkPurpose.UNSUBSCRIBE)
    choice = request.form.get("choice")
    if choice not in ("leave", "return"):
        abort(400)
    wait = wait_s(who, "unsubscribe")
    if choice == "return" and wait:
        raise TooManyRequests(retry_after=wait)
    _tell(who, resubscribed=choice == "return", key=_this_second(who, "leave") if wait else None)
    return _page("unsubscribed" if choice == "leave" else "resubscribed", who)


def _one_click(token: str) -> Response:
    """Keyed by the second: a provider's repeat is one fact, leaving again after a change of mind a new one."""
    try:
        who = visit(token, LinkPurpose.UNSUBSCRIBE)
        _tell(who, resubscribed=False, key=_this_second(who, "one-click"))
    except Erased:
        pass  # nobody is left to write to: what they ask for is already so
    answer = make_response("Unsubscribed\n")
    answer.mimetype = "text/plain"
    return answer


def _this_second(who: Visit, how: str) -> str:
    return f"{how}.{who.message.id}.{int(who.now.timestamp())}"


def _tell(who: Visit, *, resubscribed: bool, key: str | None = None) -> None:
    tell(who, UNSUBSCRIBED, {"channel": who.message.channel, "resubscribed": resubscribed}, key)


def _page(name: str, who: Visit) -> str:
    return render_template(
        f"shopper/{name}.html", shop=who.shop, channel=who.message.channel, address=masked(who.address),
        preferences=_preferences(who),
    )  # fmt: skip


def _preferences(who: Visit) -> str:
    purpose = LinkPurpose.PREFERENCES
    token = doors().links.sign(purpose, who.shop.public_id, who.message.id, who.now + LIFETIMES[purpose])
    return url_for("preferences.show", token=token)
