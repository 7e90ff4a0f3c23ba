"""The orders desk: every order, and what may happen to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from devstore.doings import aftermath, parcels
from devstore.model.orders import Order
from devstore.pages import blueprint
from devstore.pages.deeds import DEEDS
from devstore.web.app import the_store

_PER_PAGE = 25


@blueprint.get("/admin/orders")
def orders() -> str:
    number = max(request.args.get("page", 1, type=int), 1)
    asked = select(Order).order_by(Order.number.desc()).offset((number - 1) * _PER_PAGE).limit(_PER_PAGE + 1)
    with the_store().database.read() as session:
        rows = list(session.scalars(asked))
        return render_template(
            "desk/orders.html", orders=rows[:_PER_PAGE], number=number, has_more=len(rows) > _PER_PAGE
        )


@blueprint.get("/admin/orders/<int:order_id>")
def order(order_id: int) -> str:
    with the_store().database.read() as session:
        row = session.get(Order, order_id)
        if row is None:
            raise NotFound("There is no such order.")
        return render_template("desk/order.html", order=row, scans=parcels.SCANS)


@blueprint.post("/admin/orders/<int:order_id>/<deed>")
def happens(order_id: int, deed: str) -> Response:
    if deed not in DEEDS:
        raise NotFound("Nothing of that name happens to an order.")
    with the_store().act() as act:
        flash(DEEDS[deed](act, aftermath.order_of(act, order_id)), "good")
    return redirect(url_for("pages.order", order_id=order_id), 303)
