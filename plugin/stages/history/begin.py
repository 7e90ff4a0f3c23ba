"""A history begins with an install, and anew with the next one: what happened in between came by no webhook."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from plugin.db.insert import insert_new
from plugin.db.prepared import SHOP, Prepared
from plugin.encore import Encore
from plugin.model.history import HistoryExport, HistoryPart, Step
from plugin.shops import Shop
from plugin.stages.history.rows import KINDS

_BEGUN = Prepared(select(HistoryExport.before).where(HistoryExport.shop_id == SHOP).limit(1))


def begin(encore: Encore, shop: Shop) -> None:
    """The rows of this install's exports, unless they are there."""
    with encore.database.read(shop.id) as session:
        if _BEGUN.value(session) == shop.installed_at:
            return
    with encore.database.write(shop.id) as session:
        if _BEGUN.value(session) == shop.installed_at:
            return
        for table in (HistoryPart, HistoryExport):
            session.execute(delete(table).where(table.shop_id == shop.id))
        session.execute(
            insert_new(session, HistoryExport), [_row(encore, shop, place) for place in range(len(KINDS))]
        )


def _row(encore: Encore, shop: Shop, place: int) -> dict[str, Any]:
    is_first = place == 0
    return {
        "shop_id": shop.id, "id": KINDS[place].value, "before": shop.installed_at,
        "step": (Step.ASKING if is_first else Step.WAITING).value,
        "wake_at": encore.clock.now() if is_first else None,
    }  # fmt: skip
