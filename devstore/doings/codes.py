"""Discount codes, with exactly the conditions that Shopify's checkout looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore import shop
from devstore.act import Act, Refused
from devstore.model.discounts import Discount
from devstore.model.kept import new_id
from devstore.model.people import Customer


@dataclass(frozen=True, slots=True)
class NewCode:
    """What a code is made with; `percent` is a share, 0.2 for 20 %."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    percent: float | None = None
    amount_pence: int | None = None
    usage_limit: int | None = None
    once_per_customer: bool = False
    minimum_pence: int | None = None
    customer_ids: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    combines: bool = False


class Taken(Refused):
    """A code of this text exists."""


def by_text(session: Session, code: str) -> Discount | None:
    return session.scalar(select(Discount).where(Discount.folded == _folded(code)))


def create(act: Act, new: NewCode) -> Discount:
    """Taken where there is a code of this text."""
    if by_text(act.session, new.code) is not None:
        raise Taken(f"{new.code} is taken: codes must be unique.")
    row = Discount(
        id=new_id(act.session, "discount"), code=new.code.strip(), folded=_folded(new.code), title=new.title,
        percent=new.percent, amount_pence=new.amount_pence, starts_at=new.starts_at, ends_at=new.ends_at,
        usage_limit=new.usage_limit, once_per_customer=new.once_per_customer, minimum_pence=new.minimum_pence,
        combines=new.combines,
        customer_ids=list(new.customer_ids), tags=list(new.tags), created_at=act.at, updated_at=act.at,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    return row


def deactivate(act: Act, row: Discount) -> None:
    """It ends now, as Shopify does it."""
    if row.ends_at is None or row.ends_at > act.at:
        row.ends_at = act.at
    row.updated_at = act.at


def delete(act: Act, row: Discount) -> None:
    gone = {"admin_graphql_api_id": row.gid, "deleted_at": shop.stamp(act.at)}
    act.session.delete(row)
    act.tell("discounts/delete", gone)


def refusal(
    row: Discount | None, code: str, who: str | None, customer: Customer | None, pence: int, now: datetime
) -> str | None:
    """Why the checkout does not take the code, in a sentence; None when it does. `who` is as in `Use.who`."""
    if row is None:
        return f"{code} is not a code of this shop."
    if now < row.starts_at:
        return f"{row.code} does not work before {_moment(row.starts_at)}."
    if row.ends_at is not None and now >= row.ends_at:
        return f"{row.code} has expired."
    if row.customer_ids and (customer is None or customer.id not in row.customer_ids):
        return f"{row.code} belongs to somebody else."
    if row.usage_limit is not None and len(row.uses) >= row.usage_limit:
        return f"{row.code} has been used already."
    if row.once_per_customer and who is not None and any(use.who == who for use in row.uses):
        return f"{row.code} works once for each customer, and you have used it."
    if row.minimum_pence is not None and pence < row.minimum_pence:
        return f"{row.code} needs an order of at least £{shop.pounds(row.minimum_pence)}."
    return None


def not_together(rows: Sequence[Discount]) -> str | None:
    """Why one order does not take all of these, in a sentence; None when it does."""
    alone = next((row for row in rows if not row.combines), None)
    if len(rows) < 2 or alone is None:
        return None
    return f"{alone.code} does not combine with other codes."


def buyer(customer: Customer | None, email: str | None, phone: str | None) -> str | None:
    """How a code remembers who used it."""
    return str(customer.id) if customer else (email or phone or "").lower() or None


def _folded(code: str) -> str:
    return code.strip().casefold()


def _moment(at: datetime) -> str:
    return at.astimezone(ZoneInfo(shop.ZONE)).strftime("%-d %B %Y, %H:%M")
