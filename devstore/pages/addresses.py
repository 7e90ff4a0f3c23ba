"""The storefront's addresses as Shopify has them, which links in messages lead to."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from devstore import shop
from devstore.pages import blueprint, cart
from devstore.pages.shelves import AUDIENCES
from devstore.web.shopper import shopper_id


@blueprint.get("/products/<handle>")
def product_address(handle: str) -> Response:
    return redirect(url_for("pages.product", handle=handle))


@blueprint.get("/collections/<handle>")
def collection_address(handle: str) -> Response:
    """A collection of an audience; any other is everything."""
    shelves = url_for("pages.shelves")
    return redirect(f"{shelves}?for={handle}" if handle in AUDIENCES else shelves)


@blueprint.get("/discount/<code>")
def discount_address(code: str) -> Response:
    """The code is kept for the checkout; `?redirect=` says where to go on."""
    cart.bring_code(code)
    wanted = request.args.get("redirect", "")
    is_here = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return redirect(wanted if is_here else url_for("pages.shelves"))


@blueprint.get("/cart")
def cart_address() -> Response:
    return redirect(url_for("pages.basket"))


@blueprint.get("/cart/<wanted>")
def filled_cart_address(wanted: str) -> Response:
    """`variant:pieces,variant:pieces`, with `?discount=`: a basket from a link."""
    pairs = [pair.split(":") for pair in wanted.split(",")]
    if not all(len(pair) == 2 and pair[0].isdecimal() and pair[1].isdecimal() for pair in pairs):
        raise NotFound("This link to a basket is broken.")
    cart.keep({int(number): int(pieces) for number, pieces in pairs})
    if "discount" in request.args:
        cart.bring_code(request.args["discount"])
    return redirect(url_for("pages.basket"))


@blueprint.get("/account")
def account_address() -> Response:
    number = shopper_id()
    if number is None:
        return redirect(url_for("pages.customers"))
    return redirect(url_for("pages.account", customer_id=number))


@blueprint.get("/<int:shop_id>/orders/<token>/authenticate")
def order_address(shop_id: int, token: str) -> Response:
    if shop_id != shop.ID:
        raise NotFound("That is another shop.")
    return redirect(url_for("pages.order_status", token=token))
