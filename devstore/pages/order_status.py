"""The customer's page of one order; its address is the secret."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from devstore.model.orders import Order
from devstore.pages import blueprint
from devstore.web.app import the_store


@blueprint.get("/shop/orders/<token>")
def order_status(token: str) -> str:
    with the_store().database.read() as session:
        row = session.scalar(select(Order).where(Order.token == token))
        if row is None:
            raise NotFound("There is no such order.")
        return render_template("shop/order.html", order=row)
