"""Products that are one thing to those who write reviews, such as colours that the shop sells as products of their
own: their reviews are shown and counted together."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Word
from plugin.model.base import Tenant


class ProductGroup(Tenant):
    """That a product belongs to a group; each to one at most."""

    __tablename__ = "product_group"
    __table_args__ = (Index("ix_product_group_group", "shop_id", "group_id"),)

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    group_id: Mapped[str] = mapped_column(Word)  # random
    name: Mapped[str] = mapped_column(Text)  # of the group, for the staff
