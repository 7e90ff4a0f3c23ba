"""Counts what a flow sent on a local day of the shop, and what came of e-mails on that day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.billing import app_address
from plugin.clock import instant, local
from plugin.events import Channel
from plugin.marketing import Activity, Figures, ReportedDay, offset_at
from plugin.model.message import Message, MessageEvent
from plugin.operator import Settings
from plugin.shops import Shop

_LEFT = ("unsubscribed", "opted_out")
_FAILED = ("bounced", "failed", "blocked")


def reported_day(session: Session, shop: Shop, settings: Settings, flow: str, day: date) -> ReportedDay | None:
    """None where nothing was sent and nothing came of what had been sent."""
    begins, ends = (instant(one, time(0), shop.time_zone) for one in (day, day + timedelta(days=1)))
    counted = _figures(session, shop, flow, begins, ends)
    if counted == Figures():
        return None
    activity = Activity(
        remote_id=f"encore-{shop.public_id}-{flow}",
        title=f"Encore: {flow.replace('_', ' ')}",
        url=f"{app_address(settings, shop)}/app/flows/{flow}",
        is_on=flow in shop.flows_on_since,
    )
    return ReportedDay(activity, day, offset_at(local(begins, shop.time_zone)), counted)


def _figures(session: Session, shop: Shop, flow: str, begins: datetime, ends: datetime) -> Figures:
    mine = (Message.shop_id == shop.id, Message.flow == flow, Message.channel == Channel.EMAIL.value)
    sends = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(*mine, Message.accepted_at >= begins, Message.accepted_at < ends)
    )
    rows = session.execute(
        select(MessageEvent.kind, MessageEvent.message_id)
        .join(
            Message, (Message.shop_id == MessageEvent.shop_id) & (Message.id == MessageEvent.message_id)
        )
        .where(*mine, MessageEvent.shop_id == shop.id, MessageEvent.at >= begins, MessageEvent.at < ends)
    ).all()  # fmt: skip

    def once(*kinds: str) -> int:
        return len({row.message_id for row in rows if row.kind in kinds})

    return Figures(
        sends=sends or 0, clicks=sum(row.kind == "clicked" for row in rows), clicked=once("clicked"),
        unsubscribes=once(*_LEFT), complaints=once("complained"), fails=once(*_FAILED),
    )  # fmt: skip
