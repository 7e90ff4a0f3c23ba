"""Shelves: products, their stock, and whether they are for sale."""

from __future__ import annotations

from dataclasses import dataclass

from devstore import shop
from devstore.act import Act, Refused
from devstore.bodies.products import product as body
from devstore.model.catalogue import Product, Variant
from devstore.model.kept import new_id


@dataclass(frozen=True, slots=True)
class NewProduct:
    handle: str
    title: str
    kind: str
    text: str
    tags: str
    colour: str
    pattern: str
    pence: int
    sizes: tuple[str, ...]
    stock: int = 40


def add_product(act: Act, new: NewProduct) -> Product:
    number = new_id(act.session, "product")
    row = Product(
        id=number, handle=new.handle, title=new.title, kind=new.kind, text=new.text, tags=new.tags, colour=new.colour,
        pattern=new.pattern, status="active", created_at=act.at, updated_at=act.at,
        variants=[
            Variant(
                id=new_id(act.session, "variant"), title=size, sku=f"{new.handle[:12].upper()}-{place}",
                pence=new.pence, stock=new.stock,
            )
            for place, size in enumerate(new.sizes, 1)
        ],
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    act.tell("products/create", body(row, picture_address(row)))
    return row


def take(act: Act, variant_id: int, pieces: int) -> None:
    """Sold. Refused where there are not so many."""
    row = act.session.get_one(Variant, variant_id)
    if row.stock < pieces:
        raise Refused(f"Of {row.product.title}, {row.title}, there are {row.stock} left.")
    set_stock(act, row, row.stock - pieces)


def put_back(act: Act, variant_id: int, pieces: int) -> None:
    row = act.session.get_one(Variant, variant_id)
    set_stock(act, row, row.stock + pieces)


def set_stock(act: Act, row: Variant, stock: int) -> None:
    row.stock = stock
    if not act.is_past:
        changed(act, row.product)


def set_for_sale(act: Act, row: Product, is_for_sale: bool) -> None:
    row.status = "active" if is_for_sale else "archived"
    changed(act, row)


def changed(act: Act, row: Product) -> None:
    row.updated_at = act.at
    act.tell("products/update", body(row, picture_address(row)))


def picture_address(row: Product) -> str:
    """Where everybody outside finds the picture; the app proxy of the shop leads there in the real world too."""
    return f"https://{shop.DOMAIN}/pictures/{row.handle}.svg"
