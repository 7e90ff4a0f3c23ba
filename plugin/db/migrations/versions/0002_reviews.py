"""Reviews of the shop, with pictures, replies and votes, and those that come by import. Safe before the new code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column
from plugin.db.row_security import secure_rows
from plugin.db.types import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MAYBE = ("order_id", "line_id", "product_id")
_INDEXES = {
    "ix_review_import": ["shop_id", "import_id"],
    "ix_review_email": ["shop_id", "email_hash"],
}


def upgrade() -> None:
    with op.batch_alter_table("review") as review:
        for column in _new_columns():
            review.add_column(column)
        for name in _MAYBE:
            review.alter_column(name, existing_type=sa.BigInteger(), nullable=True)
        review.alter_column("message_id", existing_type=sa.String(length=64), nullable=True)
        for name in ("of", "source"):
            review.alter_column(name, existing_type=sa.String(length=64), server_default=None)
        for name in ("may_reuse", "is_featured", "reply_is_public"):
            review.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        review.alter_column("helpful", existing_type=sa.BigInteger(), server_default=None)
    for name, columns in _INDEXES.items():
        op.create_index(name, "review", columns)
    op.create_table(
        "review_photo", shop_column(),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("review_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("small", sa.LargeBinary(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        *keys("review_photo", "id"),
    )  # fmt: skip
    op.create_index("ix_review_photo_review", "review_photo", ["shop_id", "review_id", "position"])
    op.create_table(
        "review_vote", shop_column(),
        sa.Column("review_id", sa.String(length=64), nullable=False),
        sa.Column("voter_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *keys("review_vote", "review_id", "voter_hash"),
    )  # fmt: skip
    op.create_table(
        "import_run", shop_column(),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("lines", "added", "doubles", "wrong")),
        sa.Column("problems", Json(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        *keys("import_run", "id"),
    )  # fmt: skip
    op.create_index("ix_import_run_begun", "import_run", ["shop_id", "begun_at"])
    secure_rows(op.get_bind())


def _new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("of", sa.String(length=64), nullable=False, server_default="item"),
        sa.Column("product_handle", sa.Text(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("email_hash", sa.String(length=64), nullable=True),
        sa.Column("video", sa.Text(), nullable=True),
        sa.Column("may_reuse", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("incentive", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=False, server_default="encore"),
        sa.Column("import_id", sa.String(length=64), nullable=True),
        sa.Column("rest", sa.LargeBinary(), nullable=True),
        sa.Column("is_featured", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("reply_is_public", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("helpful", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("published_at", UtcDateTime(), nullable=True),
    ]


def downgrade() -> None:
    for table in ("import_run", "review_vote", "review_photo"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(name, "review")
    op.execute("DELETE FROM review WHERE order_id IS NULL OR line_id IS NULL OR product_id IS NULL")
    with op.batch_alter_table("review") as review:
        for column in _new_columns():
            review.drop_column(column.name)
        for name in _MAYBE:
            review.alter_column(name, existing_type=sa.BigInteger(), nullable=False)
        review.alter_column("message_id", existing_type=sa.String(length=64), nullable=False)
