"""What imports leave behind beside reviews, and how reviews find a product that comes later. Safe before the new
code."""

import sqlalchemy as sa
from alembic import op

from plugin.db.columns import keys, shop_column, word
from plugin.db.row_security import secure_rows
from plugin.db.types import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_imported_person_import": ("imported_person", ["shop_id", "import_id"]),
    "ix_imported_person_email": ("imported_person", ["shop_id", "email_hash"]),
    "ix_imported_person_customer": ("imported_person", ["shop_id", "customer_id"]),
    "ix_imported_person_kind": ("imported_person", ["shop_id", "kind", "id"]),
    "ix_review_handle": ("review", ["shop_id", "product_handle"]),
    "ix_review_photo_width": ("review_photo", ["shop_id", "width", "id"]),
}


def upgrade() -> None:
    op.create_table(
        "imported_person", shop_column(),
        *(word(name) for name in ("id", "import_id", "kind")),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        *(word(name, nullable=True) for name in ("email_hash", "phone_hash")),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        *keys("imported_person", "id"),
    )  # fmt: skip
    op.create_table(
        "import_mark", shop_column(),
        *(word(name) for name in ("import_id", "what", "which")),
        sa.Column("before", Json(), nullable=True),
        *keys("import_mark", "import_id", "what", "which"),
    )  # fmt: skip
    op.create_table(
        "import_file", shop_column(),
        *(word(name) for name in ("id", "kind")),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        word("dates", nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        *keys("import_file", "id"),
    )  # fmt: skip
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)
    secure_rows(op.get_bind())


def downgrade() -> None:
    for name in ("ix_review_handle", "ix_review_photo_width"):
        op.drop_index(name, _INDEXES[name][0])
    for table in ("import_file", "import_mark", "imported_person"):
        op.drop_table(table)
