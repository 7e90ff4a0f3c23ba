"""Pictures of products."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from sqlalchemy import select

from devstore.model.catalogue import Product
from devstore.pictures import picture
from devstore.web.app import the_store

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<handle>.svg")
def product_picture(handle: str) -> Response:
    with the_store().database.read() as session:
        row = session.scalar(select(Product).where(Product.handle == handle))
    if row is None:
        abort(404)
    drawn = picture(row.kind, row.colour, row.pattern, row.title)
    return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "max-age=3600"})
