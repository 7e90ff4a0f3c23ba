"""The checkout: who buys, what they agree to, a code, and the order. A refusal is shown beside what was typed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from devstore.act import Refused
from devstore.doings.basket import price
from devstore.doings.checkout import place_order
from devstore.pages import blueprint, cart, carts
from devstore.pages.buyers import PLACES, asked_basket
from devstore.pages.everybody import by_name
from devstore.web.app import the_store
from devstore.web.shopper import shopper_id, sign_in

_HERE = "/shop/checkout"


@blueprint.get(_HERE)
def checkout() -> str | Response:
    if not cart.contents():
        flash("The basket is empty. Put something in first.", "wrong")
        return redirect(url_for("pages.shelves"), 303)
    typed = {"who": "known", "customer": str(shopper_id() or ""), "code": cart.code(), "place": "London"}
    return _page(typed)


@blueprint.post(_HERE)
def pay() -> str | Response | tuple[str, int]:
    """`do` is `order`, or `price` to try the code only."""
    typed = {**request.form, "wants": request.form.getlist("wants")}
    try:
        if request.form.get("do") == "order":
            return _order()
        with the_store().database.read() as session:
            priced = price(session, asked_basket(cart.contents()), the_store().clock.now())
    except Refused as error:
        return _page(typed, refusal=str(error)), 422
    if priced.refusal:
        return _page(typed, refusal=priced.refusal, priced=priced), 422
    return _page(typed, priced=priced)


def _order() -> Response:
    with the_store().act() as act:
        order = place_order(act, asked_basket(cart.contents()))
    cart.empty()
    sign_in(order.customer_id)
    flash(f"Thank you! Order {order.name} is placed and paid.", "good")
    return redirect(url_for("pages.order_status", token=order.token), 303)


def _page(typed: dict[str, Any], refusal: str | None = None, priced: object = None) -> str:
    with the_store().database.read() as session:
        customers = by_name(session)
        lines = carts.lines(session)
        subtotal = sum(variant.pence * pieces for variant, pieces in lines)
        return render_template(
            "shop/checkout.html", typed=typed, customers=customers, places=PLACES, refusal=refusal, priced=priced,
            subtotal=subtotal, lines=lines,
        )  # fmt: skip
