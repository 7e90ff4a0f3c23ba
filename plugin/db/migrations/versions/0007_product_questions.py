"""Questions about products, their answers, and which owners were asked. Safe before the new code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_question", shop_column(), word("id"), _number("product_id"), _number("customer_id", nullable=True),
        *_written(), _time("asked_at"), _time("published_at", nullable=True), *keys("product_question", "id"),
    )  # fmt: skip
    op.create_index(
        "ix_product_question_product", "product_question", ["shop_id", "product_id", "state", "asked_at", "id"]
    )
    op.create_index("ix_product_question_state", "product_question", ["shop_id", "state", "asked_at", "id"])
    op.create_index("ix_product_question_customer", "product_question", ["shop_id", "customer_id"])
    op.create_table(
        "product_answer", shop_column(), word("id"), word("question_id"), _number("customer_id", nullable=True),
        *_written(), _time("written_at"), _time("edited_at", nullable=True), *keys("product_answer", "id"),
    )  # fmt: skip
    op.create_index("ix_product_answer_question", "product_answer", ["shop_id", "question_id", "written_at"])
    op.create_index("ix_product_answer_state", "product_answer", ["shop_id", "state", "question_id"])
    op.create_index("ix_product_answer_customer", "product_answer", ["shop_id", "customer_id"])
    op.create_table(
        "asked_owner", shop_column(), word("question_id"), _number("customer_id"), _time("at"),
        *keys("asked_owner", "question_id", "customer_id"),
    )  # fmt: skip
    op.create_index("ix_asked_owner_customer", "asked_owner", ["shop_id", "customer_id", "at"])
    op.create_table(
        "question_report", shop_column(), word("question_id"), word("reporter_hash"), _time("at"),
        *keys("question_report", "question_id", "reporter_hash"),
    )  # fmt: skip
    secure_rows(op.get_bind())


def _written() -> tuple[sa.Column[Any], ...]:
    """What questions and answers share."""
    return (
        sa.Column("text", sa.LargeBinary(), nullable=False), sa.Column("name", sa.LargeBinary(), nullable=True),
        word("state"), word("hidden_for", nullable=True),
    )  # fmt: skip


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def downgrade() -> None:
    for table in ("question_report", "asked_owner", "product_answer", "product_question"):
        op.drop_table(table)
