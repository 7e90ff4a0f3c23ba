"""What speaks for a copied or an advertising review, and when somebody first looked at one. Safe before the new
code."""

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_index("ix_review_text", "review")
    for name in ("looked_at", "hints", "text_hash"):
        op.drop_column("review", name)
