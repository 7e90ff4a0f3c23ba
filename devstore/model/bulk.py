"""Exports (bulk operations) and their files."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from devstore import shop
from devstore.database import Base, UtcTime

KEPT = timedelta(days=7)  # a file's address; Shopify's documentation


class BulkExport(Base):
    """The file is made when the export is asked for, and shown from `ready_at` on."""

    __tablename__ = "bulk_export"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    query: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    ready_at: Mapped[datetime] = mapped_column(UtcTime)
    error: Mapped[str | None]
    lines: Mapped[int]
    roots: Mapped[int]
    key: Mapped[str]  # whoever knows it may read the file
    file: Mapped[bytes]

    @property
    def gid(self) -> str:
        return shop.gid("BulkOperation", self.id)

    def status(self, now: datetime) -> str:
        if now < self.ready_at:
            return "RUNNING"
        return "COMPLETED" if self.error is None else "FAILED"

    def is_open(self, now: datetime) -> bool:
        """Whether its file can be fetched."""
        return self.status(now) == "COMPLETED" and self.lines > 0 and now < self.ready_at + KEPT
