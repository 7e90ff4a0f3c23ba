"""What the tables of shops share, as migrations write it. Migrations that have landed are written in these words, so
none of them changes its meaning: another column gets a word of its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def shop_column() -> sa.Column[Any]:
    """The first part of every key."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("shop_id", whole, autoincrement=False, nullable=False)


def word(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """plugin.db.types.Word."""
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def keys(table: str, *names: str) -> tuple[sa.Constraint, sa.Constraint]:
    """The shop that the rows go with, and the key: the shop and these columns."""
    return (
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=f"fk_{table}_shop_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", *names, name=f"pk_{table}"),
    )
