"""Cases with their entries, and what people answered when asked. Safe before the new code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_case", _shop(), _word("id"), _number("customer_id", nullable=True),
        _number("order_id", nullable=True), _word("message_id", nullable=True), _word("about"), _word("cause"),
        _word("state"), _word("owner", nullable=True), _number("value"), _word("currency"), _time("opened_at"),
        _time("due_at"),
        _time("first_answer_at", nullable=True), _time("closed_at", nullable=True), _number("version"),
        *_keys("support_case", "id"),
    )  # fmt: skip
    op.create_index("ix_support_case_customer", "support_case", ["shop_id", "customer_id", "state"])
    op.create_index("ix_support_case_order", "support_case", ["shop_id", "order_id", "state"])
    op.create_index("ix_support_case_state", "support_case", ["shop_id", "state", "due_at"])
    op.create_table(
        "case_entry", _shop(), _word("case_id"), _number("number"), _word("kind"),
        sa.Column("text", sa.LargeBinary(), nullable=True), _word("user_id", nullable=True),
        _word("message_id", nullable=True), _word("fact", nullable=True), _time("at"),
        *_keys("case_entry", "case_id", "number"),
    )  # fmt: skip
    op.create_index("ix_case_entry_fact", "case_entry", ["shop_id", "fact"])
    op.create_table(
        "survey_answer", _shop(), _word("id"), _word("kind"), _number("customer_id", nullable=True),
        _number("order_id", nullable=True), _word("message_id"), _number("score", nullable=True),
        _word("choice", nullable=True), sa.Column("comment", sa.LargeBinary(), nullable=True), _time("answered_at"),
        _time("edited_at", nullable=True), *_keys("survey_answer", "id"),
    )  # fmt: skip
    op.create_index("ix_survey_answer_kind", "survey_answer", ["shop_id", "kind", "answered_at"])
    op.create_index("ix_survey_answer_customer", "survey_answer", ["shop_id", "customer_id"])
    secure_rows(op.get_bind())


def _shop() -> sa.Column[Any]:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("shop_id", whole, autoincrement=False, nullable=False)


def _word(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _keys(table: str, *names: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f(f"fk_{table}_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", *names, name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    for table in ("survey_answer", "case_entry", "support_case"):
        op.drop_table(table)
