"""Taking a review back. A GET asks once more and changes nothing."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from plugin.shopper_payloads import WITHDRAWN
from ui.doors import door
from ui.shopper.often import not_too_often
from ui.shopper.review import opened
from ui.shopper.reviewed import Item
from ui.shopper.tell import tell
from ui.shopper.visit import Visit

pages = Blueprint("review_withdraw", __name__)


@pages.get("/s/review/<token>/withdraw/<key>")
@door("link")
def ask(token: str, key: str) -> str:
    who, item = _found(token, key)
    return _page("review_withdraw", who, item, token)


@pages.post("/s/review/<token>/withdraw/<key>")
@door("link")
def act(token: str, key: str) -> str:
    """Twice is the same as once."""
    who, item = _found(token, key)
    not_too_often(who, "withdraw")
    tell(who, WITHDRAWN, {"line": item.line_id})
    return _page("review_withdrawn", who, item, token)


def _found(token: str, key: str) -> tuple[Visit, Item]:
    who, items = opened(token)
    item = next((one for one in items if one.key == key and (one.before.stars or one.is_withdrawn)), None)
    return (who, item) if item is not None else abort(404)


def _page(name: str, who: Visit, item: Item, token: str) -> str:
    return render_template(f"shopper/{name}.html", shop=who.shop, item=item, token=token)
