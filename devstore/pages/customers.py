"""The customers of this demo, to shop as one of them, open their account or read their mail."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from devstore.doings import people
from devstore.model.kept import Metafield
from devstore.model.orders import Order
from devstore.pages import blueprint
from devstore.pages.around import back
from devstore.pages.everybody import by_name
from devstore.web.app import the_store
from devstore.web.shopper import sign_in


@blueprint.get("/shop/customers")
def customers() -> str:
    counts = select(Order.customer_id, func.count()).group_by(Order.customer_id)
    with the_store().database.read() as session:
        rows = by_name(session)
        orders = {row[0]: row[1] for row in session.execute(counts)}
        births = select(Metafield.owner, Metafield.value).where(Metafield.key == "birth_date")
        born = {row[0]: row[1] for row in session.execute(births)}
    return render_template("shop/customers.html", customers=rows, orders=orders, born=born)


@blueprint.post("/shop/customers/<int:customer_id>/sign-in")
def become(customer_id: int) -> Response:
    with the_store().database.read() as session:
        people.customer_of(session, customer_id)
    sign_in(customer_id)
    return redirect(url_for("pages.account", customer_id=customer_id), 303)


@blueprint.post("/shop/customers/sign-out")
def leave() -> Response:
    sign_in(None)
    return back("/shop")
