"""The shop's help desk, and what it is told. Safe before the new code."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import Json, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_desk", shop_column(), sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False), sa.Column("told", Json(), nullable=False),
        sa.Column("with_words", sa.Boolean(), nullable=False), _number("failures"),
        _time("wait_until", nullable=True), _time("stopped_at", nullable=True), *_answer(), _number("version"),
        *keys("help_desk"),
    )  # fmt: skip
    op.create_table(
        "help_desk_fact", shop_column(), word("id"), word("kind"), _time("at"), word("case_id", nullable=True),
        _number("customer_id", nullable=True), _number("order_id", nullable=True),
        sa.Column("payload", Json(), nullable=False), word("written_in", nullable=True),
        _time("wake_at", nullable=True), word("lease_token", nullable=True), _number("tries"),
        _time("told_at", nullable=True), *_answer(), *keys("help_desk_fact", "id"),
    )  # fmt: skip
    op.create_index("ix_help_desk_fact_due", "help_desk_fact", ["shop_id", "wake_at"])
    op.create_index("ix_help_desk_fact_customer", "help_desk_fact", ["shop_id", "customer_id"])
    op.create_index("ix_help_desk_fact_at", "help_desk_fact", ["shop_id", "at", "id"])
    secure_rows(op.get_bind())


def _answer() -> tuple[sa.Column[Any], ...]:
    """What came of the last try."""
    return _number("answer", nullable=True), sa.Column("problem", sa.Text(), nullable=True)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def downgrade() -> None:
    op.drop_table("help_desk_fact")
    op.drop_table("help_desk")
