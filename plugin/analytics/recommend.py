"""What to suggest to somebody, learned from the shop's own baskets: always with a reason, and silent where the
orders prove nothing."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from plugin.analytics.baskets import baskets
from plugin.analytics.lists import MIN_COUNT, Lists, lists
from plugin.db.session import shop_of
from plugin.flows.flow import Suggestion
from plugin.model.product import BoughtTogether, Product

Key = TypeVar("Key", bound=Hashable)

MIN_LIFT = 1.2  # product, cross-sell
_PER_CUSTOMER = 12
_BATCH = 500


Wanted = tuple[Sequence[int], Collection[int]]  # owned products, newest first; what else not to suggest


def learn(session: Session, shop_id: int, as_of: datetime, now: datetime) -> int:
    """Learn from the valid orders before `as_of` and replace the shop's lists; how many rows they have. Needs a
    write transaction. For a large shop call the two halves in transactions of their own: the first only reads."""
    return replace_lists(session, shop_id, learned_lists(session, shop_id, as_of), now)


def learned_lists(session: Session, shop_id: int, as_of: datetime) -> list[Lists]:
    """The slow half of `learn`: reads the orders and returns the lists."""
    return list(lists(baskets(session, shop_id, as_of)))


def replace_lists(session: Session, shop_id: int, learned: Iterable[Lists], now: datetime) -> int:
    """The writing half of `learn`. The old lists are there until the transaction commits."""
    session.execute(delete(BoughtTogether).where(BoughtTogether.shop_id == shop_id))
    written = 0
    for block in learned:
        rows = list(_rows(block, shop_id, now))
        if rows:
            session.execute(insert(BoughtTogether), rows)
        written += len(rows)
    return written


def suggestions(
    session: Session, shop_domain: str, wanted: Mapping[Key, Wanted]
) -> dict[Key, tuple[Suggestion, ...]]:
    """For each key at most 12 products, best first: active, in stock, not owned or excluded, together with an owned
    one in 5 orders or more and 1.2 times as often as by chance. An empty tuple where there is none.

    A product's score is the sum over what they own (as measured by the benchmark); count, lift and `because` are
    of the owned product that speaks most for it, the newest of equals. The shop is the session's."""
    owned = {product_id for products, _ in wanted.values() for product_id in products}
    reasons = _reasons(session, shop_domain, sorted(owned))
    return {key: _ranked(reasons, one) for key, one in wanted.items()}


def _rows(block: Lists, shop_id: int, now: datetime) -> Iterator[dict[str, Any]]:
    columns = (block.product_id, block.other_id, block.count, block.lift, block.score)
    for product_id, other_id, count, lift, score in zip(*(column.tolist() for column in columns), strict=True):
        yield {
            "shop_id": shop_id, "product_id": product_id, "other_id": other_id, "count": count, "lift": lift,
            "score": score, "learned_at": now,
        }  # fmt: skip


def _reasons(session: Session, domain: str, owned: Sequence[int]) -> dict[int, list[Suggestion]]:
    """Owned product -> everything that may be suggested because of it."""
    found: dict[int, list[Suggestion]] = {}
    for start in range(0, len(owned), _BATCH):
        batch = owned[start : start + _BATCH]
        titles = _titles(session, batch)
        for pair, other in session.execute(_pairs_of(shop_of(session), batch)):
            if pair.product_id in titles:
                reason = _suggestion(domain, pair, other, titles[pair.product_id])
                found.setdefault(pair.product_id, []).append(reason)
    return found


def _titles(session: Session, product_ids: Sequence[int]) -> dict[int, str]:
    statement = select(Product.id, Product.title).where(
        Product.shop_id == shop_of(session), Product.id.in_(product_ids)
    )
    return dict(session.execute(statement).all())


def _pairs_of(shop_id: int, product_ids: Sequence[int]) -> Any:
    return (
        select(BoughtTogether, Product)
        .join(Product, (Product.shop_id == BoughtTogether.shop_id) & (Product.id == BoughtTogether.other_id))
        .where(
            BoughtTogether.shop_id == shop_id,
            BoughtTogether.product_id.in_(product_ids),
            BoughtTogether.count >= MIN_COUNT,
            BoughtTogether.lift >= MIN_LIFT,
            Product.is_active.is_(True),
            Product.in_stock.is_(True),
            Product.gone_at.is_(None),
            Product.handle.is_not(None),  # without one there is no page to link to
        )
    )


def _suggestion(domain: str, pair: BoughtTogether, other: Product, because: str) -> Suggestion:
    return Suggestion(
        product_id=other.id, title=other.title, url=f"https://{domain}/products/{other.handle}",
        image_url=other.image_url, price=other.price, because=because, because_id=pair.product_id,
        count=pair.count, lift=pair.lift, score=pair.score,
    )  # fmt: skip


def _ranked(reasons: Mapping[int, Sequence[Suggestion]], wanted: Wanted) -> tuple[Suggestion, ...]:
    products, excluded = wanted
    taboo = {*products, *excluded}
    best: dict[int, Suggestion] = {}
    total: dict[int, float] = {}
    for owned in dict.fromkeys(products):
        for reason in reasons.get(owned, ()):
            if reason.product_id in taboo:
                continue
            total[reason.product_id] = total.get(reason.product_id, 0.0) + reason.score
            known = best.get(reason.product_id)
            if known is None or reason.score > known.score:
                best[reason.product_id] = reason
    ranked = (replace(reason, score=total[product_id]) for product_id, reason in best.items())
    return tuple(sorted(ranked, key=lambda one: (-one.score, -one.count, one.product_id))[:_PER_CUSTOMER])
