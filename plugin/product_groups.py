"""Which products share their reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from plugin.model.product_group import ProductGroup


def together_with(session: Session, shop_id: int, product_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Each of these products with all of its group, itself among them; alone where it is in none."""
    other = aliased(ProductGroup)
    same = and_(other.shop_id == ProductGroup.shop_id, other.group_id == ProductGroup.group_id)
    rows = session.execute(
        select(ProductGroup.product_id, other.product_id.label("other"))
        .join(other, same)
        .where(ProductGroup.shop_id == shop_id, ProductGroup.product_id.in_(product_ids))
        .order_by(other.product_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row.other)
    return {one: found.get(one) or [one] for one in product_ids}
