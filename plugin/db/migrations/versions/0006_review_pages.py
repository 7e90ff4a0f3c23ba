"""Reviews are counted by stars, listed in every order by an index, and reported by visitors. Safe before the new
code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PRODUCT = ["shop_id", "product_id", "state"]
_LONGER = {
    "ix_review_product": (_PRODUCT, ["written_at"]),
    "ix_review_state": (["shop_id", "state"], ["written_at"]),
}
_NEW = {
    "ix_review_stars": [*_PRODUCT, "stars", "written_at", "id"],
    "ix_review_helpful": [*_PRODUCT, "helpful", "written_at", "id"],
    "ix_review_of": ["shop_id", "of", "state", "stars"],
}


def upgrade() -> None:
    for name, (head, tail) in _LONGER.items():
        op.drop_index(name, "review")
        op.create_index(name, "review", [*head, *tail, "id"])
    for name, columns in _NEW.items():
        op.create_index(name, "review", columns)
    op.create_table(
        "review_tally", shop_column(), _key("product_id"), _key("stars"),
        sa.Column("count", sa.BigInteger(), nullable=False), *keys("review_tally", "product_id", "stars"),
    )  # fmt: skip
    op.create_table(
        "review_report", shop_column(),
        sa.Column("review_id", sa.String(length=64), nullable=False),
        sa.Column("reporter_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False), *keys("review_report", "review_id", "reporter_hash"),
    )  # fmt: skip
    with _every_shops_reviews():
        op.execute(
            "INSERT INTO review_tally (shop_id, product_id, stars, count) "
            "SELECT shop_id, product_id, stars, count(*) FROM review "
            "WHERE state = 'published' AND product_id IS NOT NULL GROUP BY shop_id, product_id, stars"
        )
    secure_rows(op.get_bind())


@contextmanager
def _every_shops_reviews() -> Iterator[None]:
    """PostgreSQL shows the owner of the table all rows meanwhile."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute("ALTER TABLE review NO FORCE ROW LEVEL SECURITY")
    yield
    if is_postgres:
        op.execute("ALTER TABLE review FORCE ROW LEVEL SECURITY")


def _key(name: str) -> sa.Column[Any]:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, autoincrement=False, nullable=False)


def downgrade() -> None:
    for table in ("review_report", "review_tally"):
        op.drop_table(table)
    for name in _NEW:
        op.drop_index(name, "review")
    for name, (head, tail) in _LONGER.items():
        op.drop_index(name, "review")
        op.create_index(name, "review", [*head, *tail])
