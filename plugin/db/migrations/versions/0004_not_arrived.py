"""Orders whose buyer said that they have not arrived. Safe before the new code."""

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "not_arrived",
        shop_column(),
        sa.Column("order_id", whole, autoincrement=False, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        *keys("not_arrived", "order_id"),
    )
    secure_rows(op.get_bind())


def downgrade() -> None:
    op.drop_table("not_arrived")
