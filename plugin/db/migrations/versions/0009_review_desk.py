"""What speaks for a copied or an advertising review, when somebody first looked at one, and which products share
their reviews. Safe before the new code."""

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("text_hash", sa.String(length=64), nullable=True), sa.Column("hints", sa.Text(), nullable=True),
        sa.Column("looked_at", UtcDateTime(), nullable=True),
    ):  # fmt: skip
        op.add_column("review", column)
    op.create_index("ix_review_text", "review", ["shop_id", "text_hash"])
    op.create_table(
        "product_group", shop_column(), sa.Column("product_id", sa.BigInteger(), autoincrement=False, nullable=False),
        word("group_id"), sa.Column("name", sa.Text(), nullable=False), *keys("product_group", "product_id"),
    )  # fmt: skip
    op.create_index("ix_product_group_group", "product_group", ["shop_id", "group_id"])
    secure_rows(op.get_bind())


def downgrade() -> None:
    op.drop_table("product_group")
    op.drop_index("ix_review_text", "review")
    for name in ("looked_at", "hints", "text_hash"):
        op.drop_column("review", name)
