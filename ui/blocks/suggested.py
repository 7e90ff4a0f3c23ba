"""What goes with what somebody bought, as a block shows it: each product with the purchase it follows from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from plugin.analytics.recommend import suggestions
from plugin.shops import Shop
from ui.blocks.gate import buyer, refusal
from ui.doors import door, doors

pages = Blueprint("block_suggestions", __name__)
MOST_SHOWN = 3
_PRODUCTS = re.compile(r"[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,49}")


@pages.get("/ext/suggestions")
@door("checkout")
def for_products() -> Response | tuple[Response, int]:
    """For the products that the page itself shows, so that no number of an order tells a stranger what is in it."""
    asked = request.args.get("products", "")
    if not _PRODUCTS.fullmatch(asked):
        return refusal(400, "products")
    bought = [int(one) for one in asked.split(",")]
    return jsonify(suggestions=suggested(buyer().shop, bought, ()))


def suggested(shop: Shop, bought: Sequence[int], owned: Collection[int]) -> list[dict[str, Any]]:
    """At most three products, best first, none of them bought or owned; empty where the orders prove nothing."""
    with doors().database.read(shop.id) as session:
        found = suggestions(session, shop.domain, {0: (bought, owned)})[0]
    return [
        {
            "product": one.product_id, "title": one.title, "url": one.url, "image": one.image_url,
            "price": one.price, "currency": shop.currency, "because": one.because, "orders": one.count,
        }
        for one in found[:MOST_SHOWN]
    ]  # fmt: skip
