"""Products and their variants with stock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore import shop
from devstore.database import Base, UtcTime


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    tags: Mapped[str]  # "men, harbour"
    colour: Mapped[str]  # of its picture
    pattern: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    variants: Mapped[list[Variant]] = relationship(order_by="Variant.id", back_populates="product", lazy="selectin")

    @property
    def gid(self) -> str:
        return shop.gid("Product", self.id)

    @property
    def is_for_sale(self) -> bool:
        return self.status == "active"

    @property
    def stock(self) -> int:
        return sum(variant.stock for variant in self.variants)

    @property
    def pence(self) -> int:
        """The lowest price."""
        return min(variant.pence for variant in self.variants)


class Variant(Base):
    __tablename__ = "variant"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    title: Mapped[str]
    sku: Mapped[str]
    pence: Mapped[int]
    stock: Mapped[int]
    product: Mapped[Product] = relationship(back_populates="variants")
