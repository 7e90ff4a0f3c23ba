"""The queue of what the shop's own record of a customer is to show: rows of `customer_telling`, written in the
transaction in which the reason arises. `plugin.stages.tell` tells the platform."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from plugin.db.writes import insert_new_rows
from plugin.model.customer import CustomerTelling
from plugin.vault import Cabinet

BIRTHDAY = "birthday"


def to_be_shown(session: Session, shop_id: int, what: str, customer_ids: Collection[int], now: datetime) -> None:
    """Whatever is known of `what` about these customers is told now; a row that waits already begins anew."""
    ids = sorted(set(customer_ids))
    rows = [{"shop_id": shop_id, "customer_id": id, "what": what, "version": 0, "tries": 0} for id in ids]
    insert_new_rows(session, CustomerTelling, rows)
    look_again(session, shop_id, what, CustomerTelling.customer_id.in_(ids), now)


def look_again(session: Session, shop_id: int, what: str, which: ColumnElement[bool], now: datetime) -> None:
    """The same for those of the rows that are there already."""
    session.execute(
        update(CustomerTelling)
        .where(CustomerTelling.shop_id == shop_id, CustomerTelling.what == what, which)
        .values(version=CustomerTelling.version + 1, due_at=now, tries=0, problem=None)
        .execution_options(synchronize_session=False)
    )


def date_hash(keys: Cabinet, written: str) -> str:
    """By which a date that the shop was asked to show is known again."""
    return keys.lookup("birth_date", written)


def asked(session: Session, shop_id: int, what: str, customer_id: int) -> str | None:
    """What the shop was last asked to show; None: nothing."""
    found: str | None = session.scalar(
        select(CustomerTelling.asked).where(
            CustomerTelling.shop_id == shop_id, CustomerTelling.customer_id == customer_id,
            CustomerTelling.what == what,
        )
    )  # fmt: skip
    return found


def bring_along(session: Session, shop_id: int, kept_id: int, gone_id: int, now: datetime) -> None:
    """Two customers became one: the shop's record of the kept one shows what either showed."""
    of_gone = (CustomerTelling.shop_id == shop_id, CustomerTelling.customer_id == gone_id)
    rows = session.execute(select(CustomerTelling.what, CustomerTelling.asked).where(*of_gone)).all()
    for what, was_asked in rows:
        to_be_shown(session, shop_id, what, [kept_id], now)
        session.execute(
            update(CustomerTelling)
            .where(
                CustomerTelling.shop_id == shop_id, CustomerTelling.customer_id == kept_id,
                CustomerTelling.what == what, CustomerTelling.asked.is_(None),
            )
            .values(asked=was_asked)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    forget(session, shop_id, [gone_id])


def forget(session: Session, shop_id: int, customer_ids: Collection[int]) -> None:
    """Nothing of these customers is told any more."""
    session.execute(
        delete(CustomerTelling).where(
            CustomerTelling.shop_id == shop_id, CustomerTelling.customer_id.in_(customer_ids)
        )
    )
