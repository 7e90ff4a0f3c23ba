"""Tells the shop which tags its customers carry, where the merchant wants that; and takes away what Encore set."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.customer_tags import TAGS
from plugin.encore import Encore
from plugin.model.customer import Customer, CustomerTelling
from plugin.shops import Shop
from plugin.stages.tell.customers import note_asked, tell_each


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many tags of customers were settled."""
    done = 0
    for what in TAGS:
        if done < limit:
            done += tell_each(encore, shop, what, limit - done, _tell_one)
    return done


def _tell_one(encore: Encore, shop: Shop, row: CustomerTelling) -> str | None:
    """The switch is read after the row, so that whoever turns it meanwhile has the row told again."""
    is_on = encore.shops.by_id(shop.id).settings.tags.enabled
    with encore.database.read(shop.id) as session:
        if not _is_there(session, row):
            return None
        is_wanted = is_on and TAGS[row.what].is_held(session, shop.id, row.customer_id)
    return _add(encore, shop, row) if is_wanted else _remove(encore, shop, row)


def _is_there(session: Session, row: CustomerTelling) -> bool:
    mine = select(Customer.id).where(
        Customer.shop_id == row.shop_id, Customer.id == row.customer_id, Customer.gone_at.is_(None)
    )
    return session.scalar(mine) is not None


def _add(encore: Encore, shop: Shop, row: CustomerTelling) -> str | None:
    text = TAGS[row.what].text
    note_asked(encore, shop, row, text)
    return encore.platform.tag(shop.id, row.customer_id, text)


def _remove(encore: Encore, shop: Shop, row: CustomerTelling) -> str | None:
    """Nothing that Encore never asked for: a tag of that name may be the merchant's."""
    if row.asked is None:
        return None
    problem = encore.platform.untag(shop.id, row.customer_id, row.asked)
    if problem is None:
        note_asked(encore, shop, row, None)
    return problem
