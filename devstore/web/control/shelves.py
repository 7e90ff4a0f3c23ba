"""Products, stock, codes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from devstore.act import Refused
from devstore.doings import stock
from devstore.model.catalogue import Product, Variant
from devstore.model.discounts import Discount
from devstore.web import shown
from devstore.web.app import the_store
from devstore.web.asked import asked, number
from devstore.web.control import blueprint


@blueprint.get("/products")
def products() -> list[dict[str, Any]]:
    with the_store().database.read() as session:
        return [shown.product(row) for row in session.scalars(select(Product).order_by(Product.id))]


@blueprint.post("/variants/<int:variant_id>/stock")
def set_stock(variant_id: int) -> dict[str, Any]:
    """stock N."""
    left = number(asked(), "stock")
    with the_store().act() as act:
        row = act.session.get(Variant, variant_id)
        if row is None:
            raise Refused(f"There is no variant {variant_id}.")
        stock.set_stock(act, row, left)
        return shown.product(row.product)


@blueprint.get("/codes")
def codes() -> list[dict[str, Any]]:
    """The newest first."""
    with the_store().database.read() as session:
        return [shown.code(row) for row in session.scalars(select(Discount).order_by(Discount.id.desc()))]
