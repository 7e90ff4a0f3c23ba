"""The pictures of published reviews. One shows the same for as long as it is there, so browsers keep it; caches that
many share do not, because a picture may be hidden for telling something private."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.review_photos import shown_photo
from ui.doors import door, doors
from ui.headers import kept_by_the_browser
from ui.picture import picture
from ui.proxy_gate import shopper

pages = Blueprint("storefront_photos", __name__)


@pages.get("/proxy/<any(photo, small):size>/<id>")
@door("proxy")
def photo(size: str, id: str) -> Response:
    shop = shopper().shop
    with doors().database.read(shop.id) as session:
        content = shown_photo(session, shop, id, is_small=size == "small")
    if content is not None:
        kept_by_the_browser()
    return picture(content, f"{id}.{size}")
