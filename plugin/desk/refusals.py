"""What Shopify was told about a shop and did not take: for good, or not yet. A customer's own no in Shopify, which
counts against a yes of theirs here, is none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from plugin.customer_tags import TAGS
from plugin.model.customer import ConsentTelling, CustomerTelling
from plugin.model.flow_trigger import FlowTrigger
from plugin.model.marketing import MarketingDay
from plugin.model.review import ProductRating
from plugin.shops import Shop
from plugin.stages.tell.consents import THEIR_NO
from plugin.telling import BIRTHDAY

_TOLD: dict[str, tuple[type[Any], tuple[ColumnElement[bool], ...]]] = {
    "ratings": (ProductRating, ()),
    "consents": (ConsentTelling, (ConsentTelling.problem != THEIR_NO,)),
    "birthdays": (CustomerTelling, (CustomerTelling.what == BIRTHDAY,)),
    "tags": (CustomerTelling, (CustomerTelling.what.in_(TAGS),)),
    "workflows": (FlowTrigger, ()),
    "marketing": (MarketingDay, ()),
}


@dataclass(frozen=True, slots=True)
class Refusals:
    """`refused` are not told again by themselves, `waiting` are; `says` is what Shopify said about one of them."""

    kind: str
    refused: int
    waiting: int
    says: str


def refusals(session: Session, shop: Shop) -> Iterator[Refusals]:
    """Of each kind of which there are any."""
    for kind, (table, only) in _TOLD.items():
        mine = (table.shop_id == shop.id, table.problem.is_not(None), *only)
        # those for good first: what waits may come right by itself
        example = select(table.problem).where(*mine).order_by(table.due_at.is_not(None)).limit(1).scalar_subquery()
        every, waiting, says = session.execute(
            select(func.count(), func.count(table.due_at), example).select_from(table).where(*mine)
        ).one()
        if every:
            yield Refusals(kind, every - waiting, waiting, says)
