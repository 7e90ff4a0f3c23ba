"""What the hourly comparison with the shop's own records found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.watermark import GONE, Watermark
from plugin.shops import Shop

LATE = timedelta(hours=3)  # it is due each hour; a shop may be busy for one or two


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` changes were unknown or older here, in the newest run; `trouble` says why the shop could not be
    read, None where it could."""

    kind: str
    began_at: datetime | None
    done_at: datetime | None
    missing: int
    missing_total: int
    trouble: str | None

    def is_late(self, now: datetime) -> bool:
        """Nothing was compared to the end for hours."""
        since = self.done_at or self.began_at
        return since is not None and now - since > LATE


def comparisons(session: Session, shop: Shop) -> list[Comparison]:
    """One for each kind that was ever compared, by its name."""
    rows = session.execute(
        select(
            Watermark.kind, Watermark.began_at, Watermark.done_at, Watermark.missing, Watermark.missing_total,
            Watermark.trouble,
        )
        .where(Watermark.shop_id == shop.id, Watermark.kind.not_like(f"{GONE}%"))
        .order_by(Watermark.kind)
    )  # fmt: skip
    return [Comparison(*row) for row in rows]
