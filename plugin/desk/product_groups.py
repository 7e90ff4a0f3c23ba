"""Groups of products at the desk: made of products found by their titles, and dissolved again. Reviews stay where
they are; they are only shown and counted together, each with the product that it is about."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from plugin.desk.access import note
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.product import Product
from plugin.model.product_group import ProductGroup
from plugin.model.staff import Deed
from plugin.published import rating_changed
from plugin.shops import Shop

LONGEST = 100  # signs of a name
MOST = 50  # products in one group, and found at once
FEWEST = 2
_WHAT = "product_groups"  # what the access log names


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str
    members: list[Member]


class CannotGroup(EncoreError):
    """Too few or too many of the products are there, or one of them is in a group already."""


def groups(session: Session, shop: Shop) -> list[Group]:
    """All of the shop, by name."""
    its = and_(Product.shop_id == ProductGroup.shop_id, Product.id == ProductGroup.product_id)
    rows = session.execute(
        select(ProductGroup.group_id, ProductGroup.name, ProductGroup.product_id, Product.title)
        .outerjoin(Product, its)
        .where(ProductGroup.shop_id == shop.id)
        .order_by(ProductGroup.name, ProductGroup.group_id, Product.title, ProductGroup.product_id)
    )
    found: dict[str, Group] = {}
    for row in rows:
        group = found.setdefault(row.group_id, Group(row.group_id, row.name, []))
        group.members.append(Member(row.product_id, row.title or str(row.product_id)))
    return list(found.values())


def products_titled(session: Session, shop: Shop, text: str) -> list[Member]:
    """Products that are in no group, by a part of their title; the first MOST."""
    grouped = select(ProductGroup.product_id).where(ProductGroup.shop_id == shop.id)
    rows = session.execute(
        select(Product.id, Product.title)
        .where(
            Product.shop_id == shop.id, Product.gone_at.is_(None), Product.id.not_in(grouped),
            Product.title.icontains(text, autoescape=True),
        )
        .order_by(Product.title, Product.id)
        .limit(MOST)
    )  # fmt: skip
    return [Member(row.id, row.title) for row in rows]


def make(encore: Encore, shop: Shop, name: str, product_ids: Collection[int], *, user_id: str) -> None:
    """From now on these share their reviews. Raises CannotGroup."""
    wanted, now = set(product_ids), encore.clock.now()
    with encore.database.write(shop.id) as session:
        encore.shops.read(session, shop.id)  # whoever else makes one waits: no product comes into two
        there = select(Product.id).where(Product.shop_id == shop.id, Product.id.in_(wanted))
        taken = select(ProductGroup.name).where(ProductGroup.shop_id == shop.id, ProductGroup.product_id.in_(wanted))
        if not FEWEST <= len(wanted) <= MOST or set(session.scalars(there)) != wanted or session.scalar(taken):
            raise CannotGroup(f"these products of {shop.domain} make no group")
        id = secrets.token_hex(8)
        session.add_all(
            ProductGroup(shop_id=shop.id, product_id=one, group_id=id, name=name) for one in sorted(wanted)
        )
        session.flush()
        rating_changed(session, shop.id, wanted, now)
        note(session, shop, user_id, Deed.CHANGED, now, what=_WHAT)
    encore.wake("tell")


def dissolve(encore: Encore, shop: Shop, id: str, *, user_id: str) -> bool:
    """Each has its own reviews again; False where there is no such group."""
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        mine = delete(ProductGroup).where(ProductGroup.shop_id == shop.id, ProductGroup.group_id == id)
        gone = session.scalars(mine.returning(ProductGroup.product_id)).all()
        if not gone:
            return False
        rating_changed(session, shop.id, gone, now)
        note(session, shop, user_id, Deed.CHANGED, now, what=_WHAT)
    encore.wake("tell")
    return True
