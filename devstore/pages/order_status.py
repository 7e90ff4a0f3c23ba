"""The customer's page of one order; its address is the secret. Who is signed in sees the app's block on it too."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from devstore.blocks import of_order
from devstore.model.orders import Order
from devstore.oauth.installed import current_install
from devstore.pages import blueprint
from devstore.web.app import the_store
from devstore.web.shopper import shopper_id


@blueprint.get("/shop/orders/<token>")
def order_status(token: str) -> str:
    block = _block(token)
    with the_store().database.read() as session:
        row = session.scalar(select(Order).where(Order.token == token))
        if row is None:
            raise NotFound("There is no such order.")
        return render_template("shop/order.html", order=row, block=block)


def _block(token: str) -> dict[str, Any] | None:
    """What the app shows the buyer; asked with no transaction open."""
    with the_store().database.read() as session:
        row = session.execute(select(Order.id, Order.customer_id).where(Order.token == token)).one_or_none()
        is_installed = current_install(session) is not None
    if row is None or not is_installed or row.customer_id is None or row.customer_id != shopper_id():
        return None
    return of_order(the_store().settings, the_store().clock.signs_at(), row.id, row.customer_id)
