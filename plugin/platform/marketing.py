"""A flow's day as the Admin API takes it: an external marketing activity, and its figures of that day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plugin.marketing import Activity, ReportedDay
from plugin.platform.client import AdminClient
from plugin.platform.trouble import Refused


def report_day(client: AdminClient, shop_id: int, reported: ReportedDay) -> str | None:
    """None, or why the shop will not show it. Raises PlatformDown."""
    day = {"marketingEngagement": _figures(reported), "remoteId": reported.activity.remote_id}
    try:
        client.run(shop_id, "marketing_activity_set", {"input": _activity(reported.activity)})
        client.run(shop_id, "marketing_day_set", day)
    except Refused as refused:
        return str(refused)
    return None


def _activity(activity: Activity) -> dict[str, Any]:
    """Its utm words can never be changed later, so they hold nothing but the remote id."""
    return {
        "title": activity.title, "remoteId": activity.remote_id, "remoteUrl": activity.url,
        "status": "ACTIVE" if activity.is_on else "PAUSED", "tactic": "MESSAGE", "marketingChannelType": "EMAIL",
        "utm": {"campaign": activity.remote_id, "source": "encore", "medium": "email"},
    }  # fmt: skip


def _figures(reported: ReportedDay) -> dict[str, Any]:
    counted = reported.figures
    return {
        "occurredOn": reported.day.isoformat(), "utcOffset": _offset(reported.offset),
        "sendsCount": counted.sends, "clicksCount": counted.clicks, "uniqueClicksCount": counted.clicked,
        "unsubscribesCount": counted.unsubscribes, "complaintsCount": counted.complaints,
        "failsCount": counted.fails,
    }  # fmt: skip


def _offset(offset: timedelta) -> str:
    """As in "-05:00"."""
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"
