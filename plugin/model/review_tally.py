"""How many published reviews a product has, by stars. Counted again in the transaction of every change of them, so
that a page with many reviews costs what one with few does."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from plugin.model.base import Tenant


class ReviewTally(Tenant):
    """No row where the count is 0."""

    __tablename__ = "review_tally"

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stars: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
