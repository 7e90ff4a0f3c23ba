"""The storefront: everything on sale, and one thing."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from devstore.doings import people
from devstore.model.catalogue import Product
from devstore.model.people import Customer
from devstore.pages import blueprint, cart
from devstore.pages.around import policy
from devstore.pages.theme import theme
from devstore.theme import drawing, placed
from devstore.web.app import the_store
from devstore.web.shopper import shopper_id

_ASSETS = ("stylesheet", "javascript")
AUDIENCES = {"women": "Women", "men": "Men", "kids": "Kids", "home": "Home"}


@blueprint.get("/shop")
def shelves() -> str:
    audience = request.args.get("for", "")
    with the_store().database.read() as session:
        rows = session.scalars(select(Product).where(Product.status == "active").order_by(Product.id))
        shown = [row for row in rows if audience not in AUDIENCES or audience in tags(row)]
    return render_template("shop/shelves.html", products=shown, audience=audience, audiences=AUDIENCES)


@blueprint.get("/shop/products/<handle>")
def product(handle: str) -> Response:
    """With the blocks that the merchant has put here, which may have styles of their own; `?locale=` is their
    language."""
    locale = request.args.get("locale", "en")
    with the_store().database.read() as session:
        row = session.scalar(select(Product).where(Product.handle == handle))
        if row is None:
            raise NotFound("The shop has no such product.")
        mates = session.scalars(select(Product).where(Product.status == "active", Product.id != row.id))
        near = [one for one in mates if tags(one)[-1] == tags(row)[-1]][:3]
        seen, blocks = drawing.as_liquid(session, row), placed.blocks(session, theme())
    drawn = [(one, drawing.drawn(theme(), one, seen, locale)) for one in blocks]
    assets = {kind: sorted({name for one in blocks if (name := getattr(one, kind))}) for kind in _ASSETS}
    page = make_response(render_template("shop/product.html", product=row, near=near, drawn=drawn, **assets))
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
