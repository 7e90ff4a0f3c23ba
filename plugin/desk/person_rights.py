"""What a person may ask of a shop: everything that is held about them, and to be forgotten."""

from __future__ import annotations

import msgspec
import structlog
from sqlalchemy import select

from plugin.desk.access import note
from plugin.encore import Encore
from plugin.erasure import erase_customer
from plugin.events import CustomerRedacted
from plugin.held import held_about
from plugin.model.customer import Customer
from plugin.model.staff import Deed
from plugin.privacy import customer_ids_of, order_ids_of
from plugin.projection.work import Work
from plugin.shops import Shop

log = structlog.get_logger()


def export_person(encore: Encore, shop: Shop, id: int, *, user_id: str) -> bytes | None:
    """A JSON document of everything held about the customer, and a line in the access log; None if there is no such
    customer."""
    with encore.database.read(shop.id) as session:
        work = Work(session, shop, encore.clock.now())
        event = _about(work, id)
        if event is None:
            return None
        ids = customer_ids_of(work, event)
        held = held_about(work, ids, order_ids_of(work, ids, ()))
    with encore.database.write(shop.id) as session:
        note(session, shop, user_id, Deed.EXPORTED, work.now, customer_id=id)
    log.info("person exported", shop=shop.domain, user=user_id)
    return msgspec.json.format(msgspec.json.encode(held), indent=2)


def erase_person(encore: Encore, shop: Shop, id: int, *, user_id: str) -> bool:
    """Forget the customer here for good, as if Shopify had asked for it; False if there is no such customer. What
    was planned for them is cancelled; their codes are ended by the stage `codes`, which is woken."""
    with encore.database.write(shop.id) as session:
        work = Work(session, shop, encore.clock.now())
        event = _about(work, id)
        if event is None:
            return False
        note(session, shop, user_id, Deed.ERASED, work.now, customer_id=id)
        session.flush()
        erase_customer(work, event)
    log.info("person erased", shop=shop.domain, user=user_id)
    encore.wake("codes")
    return True


def _about(work: Work, id: int) -> CustomerRedacted | None:
    row = work.session.execute(
        select(Customer.email, Customer.phone).where(Customer.shop_id == work.shop.id, Customer.id == id)
    ).one_or_none()
    if row is None:
        return None
    email, phone = (work.keys.open(f"customer.{name}", id, getattr(row, name)) for name in ("email", "phone"))
    return CustomerRedacted(id, email, phone, (), work.now, work.shop.domain)
