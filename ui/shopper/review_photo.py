"""The pictures of a review for who wrote it, published or not."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.compose.links import LinkPurpose
from plugin.flows.flow import order_in
from plugin.review_photos import written_photo
from ui.doors import door, doors
from ui.picture import picture
from ui.shopper.visit import visit

pages = Blueprint("review_photo", __name__)


@pages.get("/s/review/<token>/<any(photo, small):size>/<id>")
@door("link")
def show(token: str, size: str, id: str) -> Response:
    who = visit(token, LinkPurpose.REVIEW)
    order_id = order_in(who.message.about)
    with doors().database.read(who.shop.id) as session:
        content = order_id and written_photo(session, who.shop, order_id, id, is_small=size == "small")
    return picture(content or None, f"{id}.{size}")
