"""Where the web pixel tells that a product was looked at. Shopify runs the pixel only for visitors who agreed
(extensions/encore-pixel), and it says nothing about them. It has no token, so anybody can tell such a thing: whatever
comes, the answer is the same, and what is counted is only shown."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from flask import Blueprint, Response, current_app, request

from plugin.shops import Shop
from plugin.views import count_view
from ui.address import came_from
from ui.doors import door, doors
from ui.limit import Limiter

pages = Blueprint("block_pixel", __name__)
LIMITERS = "encore.pixel_limiters"
PER_VISITOR = 60  # a minute; more are not counted
PER_MINUTE = 600  # of one shop, for whoever changes their address all the time
MOST_BYTES = 1024


class View(msgspec.Struct):
    account: str
    product: str


def new_limiters() -> tuple[Limiter, Limiter]:
    return Limiter(PER_VISITOR, timedelta(minutes=1)), Limiter(PER_MINUTE, timedelta(minutes=1))


@pages.post("/ext/pixel")
@door("public")
def viewed() -> Response:
    """204, whether it was counted or not; 413 for more than MOST_BYTES."""
    request.max_content_length = MOST_BYTES
    view = _view(request.get_data())
    shop = _shop(view.account) if view else None
    if view and shop and not _is_too_often(shop):
        count_view(doors().database, shop, int(view.product), doors().clock.now())
    return Response(status=204)


def _view(body: bytes) -> View | None:
    try:
        view = msgspec.json.decode(body, type=View)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    is_id = view.product.isascii() and view.product.isdecimal() and len(view.product) <= 18
    return view if is_id else None


def _shop(account: str) -> Shop | None:
    """A shop that has its pixel on. Looked for among the shops that are kept: guessing costs no database a thing."""
    return next((one for one in doors().shops.working() if one.public_id == account and one.web_pixel), None)


def _is_too_often(shop: Shop) -> bool:
    limiters: tuple[Limiter, Limiter] = current_app.extensions[LIMITERS]
    (each, all_of_them), now = limiters, doors().clock.now()
    return (each.wait_s((shop.id, came_from()), now) or all_of_them.wait_s(shop.id, now)) > 0
