"""The storefront: everything on sale, and one thing; both with the blocks that the merchant has put there."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from devstore.doings import people
from devstore.model.catalogue import Product
from devstore.model.people import Customer
from devstore.pages import blueprint, cart
from devstore.pages.around import policy
from devstore.pages.theme import theme
from devstore.theme import drawing, placed
from devstore.theme.extension import Block
from devstore.web.app import the_store
from devstore.web.shopper import shopper_id

_ASSETS = ("stylesheet", "javascript")
AUDIENCES = {"women": "Women", "men": "Men", "kids": "Kids", "home": "Home"}


@blueprint.get("/shop")
def shelves() -> Response:
    audience = request.args.get("for", "")
    with the_store().database.read() as session:
        rows = session.scalars(select(Product).where(Product.status == "active").order_by(Product.id))
        shown = [row for row in rows if audience not in AUDIENCES or audience in tags(row)]
        drawn = _drawn(session, "index")
    return _page("shop/shelves.html", drawn, products=shown, audience=audience, audiences=AUDIENCES)


@blueprint.get("/shop/products/<handle>")
def product(handle: str) -> Response:
    with the_store().database.read() as session:
        row = session.scalar(select(Product).where(Product.handle == handle))
        if row is None:
            raise NotFound("The shop has no such product.")
        mates = session.scalars(select(Product).where(Product.status == "active", Product.id != row.id))
        near = [one for one in mates if tags(one)[-1] == tags(row)[-1]][:3]
        drawn = _drawn(session, "product", row)
    return _page("shop/product.html", drawn, product=row, near=near)


def _drawn(session: Session, template: str, row: Product | None = None) -> list[tuple[Block, str]]:
    """The blocks of a page and their HTML; `?locale=` is their language."""
    seen, locale = drawing.as_liquid(session, row) if row else None, request.args.get("locale", "en")
    here = [one for one in placed.blocks(session, theme()) if one.may_be_on(template)]
    return [(one, drawing.drawn(theme(), one, seen, locale)) for one in here]


def _page(template: str, drawn: list[tuple[Block, str]], **values: Any) -> Response:
    """With what the blocks bring along; they may have styles of their own."""
    assets = {kind: sorted({name for one, _ in drawn if (name := getattr(one, kind))}) for kind in _ASSETS}
    page = make_response(render_template(template, drawn=drawn, **assets, **values))
    if drawn:
        page.headers["Content-Security-Policy"] = policy(style_src="'self' 'unsafe-inline'")
    return page


def tags(row: Product) -> list[str]:
    return [tag.strip() for tag in row.tags.split(",")]


@blueprint.app_template_global()
def shopper() -> Customer | None:
    """Who is signed in to the storefront."""
    number = shopper_id()
    if number is None:
        return None
    with the_store().database.read() as session:
        return people.customer_of(session, number)


@blueprint.app_template_global()
def pieces_in_basket() -> int:
    return sum(cart.contents().values())


@blueprint.app_template_global()
def code_brought() -> str:
    """The code of the link that led here, tried at the checkout."""
    return cart.code()
