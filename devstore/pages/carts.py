"""The basket's page and buttons."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.model.catalogue import Variant
from devstore.pages import blueprint, cart, given
from devstore.web.app import the_store

Lines = list[tuple[Variant, int]]


@blueprint.get("/shop/basket")
def basket() -> str:
    with the_store().database.read() as session:
        return render_template("shop/basket.html", lines=lines(session))


@blueprint.post("/shop/basket/add")
def put_into_basket() -> Response:
    variant_id, pieces = given.whole("variant"), given.whole("pieces")
    with the_store().database.read() as session:
        row = session.get(Variant, variant_id)
        if row is None or not row.product.is_for_sale:
            raise Refused("That is not for sale any more.")
        if pieces < 1:
            raise Refused("Choose one piece or more.")
        cart.put(variant_id, pieces)
        flash(f"{row.product.title}, {row.title}, is in the basket.", "good")
    return redirect(url_for("pages.basket"), 303)


@blueprint.post("/shop/basket")
def change_basket() -> Response:
    """New numbers of pieces; the button `without` takes one thing out."""
    without = request.form.get("without")
    cart.keep({number: pieces for number, pieces in given.pieces("variant-").items() if str(number) != without})
    return redirect(url_for("pages.basket"), 303)


def lines(session: Session) -> Lines:
    """What is in the basket and still on sale."""
    found = ((session.get(Variant, number), pieces) for number, pieces in cart.contents().items())
    return [(row, pieces) for row, pieces in found if row is not None and row.product.is_for_sale]
