"""Cases with their entries, and what people answered when asked. Safe before the new code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_case", shop_column(), word("id"), _number("customer_id", nullable=True),
        _number("order_id", nullable=True), word("message_id", nullable=True), word("about"), word("cause"),
        word("state"), word("owner", nullable=True), _number("value"), word("currency"), _time("opened_at"),
        _time("due_at"),
        _time("first_answer_at", nullable=True), _time("closed_at", nullable=True), _number("version"),
        *keys("support_case", "id"),
    )  # fmt: skip
    op.create_index("ix_support_case_customer", "support_case", ["shop_id", "customer_id", "state"])
    op.create_index("ix_support_case_order", "support_case", ["shop_id", "order_id", "state"])
    op.create_index("ix_support_case_state", "support_case", ["shop_id", "state", "due_at"])
    op.create_table(
        "case_entry", shop_column(), word("case_id"), _number("number"), word("kind"),
        sa.Column("text", sa.LargeBinary(), nullable=True), word("user_id", nullable=True),
        word("message_id", nullable=True), word("fact", nullable=True), _time("at"),
        *keys("case_entry", "case_id", "number"),
    )  # fmt: skip
    op.create_index("ix_case_entry_fact", "case_entry", ["shop_id", "fact"])
    op.create_table(
        "survey_answer", shop_column(), word("id"), word("kind"), _number("customer_id", nullable=True),
        _number("order_id", nullable=True), word("message_id"), _number("score", nullable=True),
        word("choice", nullable=True), sa.Column("comment", sa.LargeBinary(), nullable=True), _time("answered_at"),
        _time("edited_at", nullable=True), *keys("survey_answer", "id"),
    )  # fmt: skip
    op.create_index("ix_survey_answer_kind", "survey_answer", ["shop_id", "kind", "answered_at"])
    op.create_index("ix_survey_answer_customer", "survey_answer", ["shop_id", "customer_id"])
    secure_rows(op.get_bind())


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def downgrade() -> None:
    for table in ("survey_answer", "case_entry", "support_case"):
        op.drop_table(table)
