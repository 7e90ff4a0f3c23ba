"""What mail brought into a case says how it came, and the staff keep answers ready. Safe before the new code: older
code leaves the defaults."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("by_mail", "from_elsewhere"):
        op.add_column("case_entry", _column(name, sa.Boolean(), sa.false()))
    op.add_column("case_entry", _column("left_out", sa.BigInteger(), sa.text("0")))
    op.add_column("support_case", _column("is_waiting", sa.Boolean(), sa.true()))
    op.execute("UPDATE support_case SET is_waiting = false WHERE first_answer_at IS NOT NULL")
    op.create_table(
        "ready_answer", shop_column(), word("id"), sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False), sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False), *keys("ready_answer", "id"),
    )  # fmt: skip
    secure_rows(op.get_bind())


def _column(name: str, kind: Any, until_said: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=until_said)


def downgrade() -> None:
    op.drop_table("ready_answer")
    op.drop_column("support_case", "is_waiting")
    for column in ("left_out", "from_elsewhere", "by_mail"):
        op.drop_column("case_entry", column)
