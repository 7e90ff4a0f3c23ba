"""The mail of customers that reached a shop lately. Mail that names no message of any shop belongs to none, so it is
counted for whoever runs Encore (plugin.gauges) and not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from plugin.mail_in import MAIL
from plugin.model.case import CaseEntry
from plugin.model.inbox import InboxItem, InboxState
from plugin.shops import Shop

LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailCame:
    """How many mails are entries of cases, how many of these another address wrote than the one we had written to,
    and how many named this shop and no message of its own."""

    kept: int
    from_elsewhere: int
    unknown: int


def mail_came(session: Session, shop: Shop, now: datetime) -> MailCame:
    """Of the last 7 days."""
    kept, elsewhere = session.execute(
        select(func.count(), func.coalesce(func.sum(cast(CaseEntry.from_elsewhere, Integer)), 0)).where(
            CaseEntry.shop_id == shop.id, CaseEntry.by_mail, CaseEntry.at > now - LOOKED_BACK
        )
    ).one()
    unknown = session.scalar(
        select(func.count())
        .select_from(InboxItem)
        .where(
            InboxItem.shop_id == shop.id, InboxItem.topic == MAIL, InboxItem.state == InboxState.REJECTED.value,
            InboxItem.received_at > now - LOOKED_BACK,
        )
    )  # fmt: skip
    return MailCame(kept, int(elsewhere), unknown or 0)
