"""What visitors of the storefront told the merchant about a review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Word
from plugin.model.base import Tenant


class ReviewReport(Tenant):
    """Somebody thinks that a review should not be shown."""

    __tablename__ = "review_report"

    review_id: Mapped[str] = mapped_column(Word, primary_key=True)
    reporter_hash: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]
