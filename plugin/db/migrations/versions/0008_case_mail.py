"""What mail brought into a case says how it came. Safe before the new code: older code leaves the defaults."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_entry", _column("from_elsewhere", sa.Boolean(), sa.false()))
    op.add_column("case_entry", _column("left_out", sa.BigInteger(), sa.text("0")))


def _column(name: str, kind: Any, until_said: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=until_said)


def downgrade() -> None:
    for column in ("left_out", "from_elsewhere"):
        op.drop_column("case_entry", column)
