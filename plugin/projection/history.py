"""A history on its way in: what the platform tells of the export it makes."""

from __future__ import annotations

from sqlalchemy import update

from plugin.events import ExportEnded
from plugin.model.history import HistoryExport, Step
from plugin.projection.work import Work


def project_export(work: Work, event: ExportEnded) -> None:
    """It is looked at now and not at the next round. One that nobody waits for changes nothing."""
    work.session.execute(
        update(HistoryExport)
        .where(
            HistoryExport.shop_id == work.shop.id,
            HistoryExport.operation_id == event.operation_id,
            HistoryExport.step == Step.MAKING.value,
            HistoryExport.lease_token.is_(None),
        )
        .values(wake_at=work.now)
    )
