"""A flow's day as Shopify is told it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from admin_server import good

from plugin.marketing import Activity, Figures, ReportedDay
from plugin.platform.marketing import report_day

DAY = ReportedDay(
    Activity("encore-ab12-vip_code", "Encore: vip code", "https://admin.shopify.com/x", True), date(2026, 3, 1),
    timedelta(hours=-5), Figures(sends=120, clicks=12, clicked=11, unsubscribes=1, complaints=0, fails=2),
)  # fmt: skip


def answer(name, errors=()):
    return good({name: {"userErrors": list(errors)}})


def test_the_activity_is_named_then_its_day(server, client):
    server.say("MarketingActivitySet", answer("marketingActivityUpsertExternal"))
    server.say("MarketingDaySet", answer("marketingEngagementCreate"))
    assert report_day(client, 1, DAY) is None
    activity, day = (one.variables for one in server.asked)
    assert activity["input"]["utm"]["campaign"] == activity["input"]["remoteId"] == day["remoteId"]
    assert day["marketingEngagement"] == {
        "occurredOn": "2026-03-01", "utcOffset": "-05:00", "sendsCount": 120, "clicksCount": 12,
        "uniqueClicksCount": 11, "unsubscribesCount": 1, "complaintsCount": 0, "failsCount": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "+00:00"), (330, "+05:30"), (-210, "-03:30"), (-30, "-00:30"), (765, "+12:45")]
)
def test_offsets_of_every_zone_are_written_as_shopify_reads_them(server, client, minutes, written):
    server.say("MarketingActivitySet", answer("marketingActivityUpsertExternal"))
    server.say("MarketingDaySet", answer("marketingEngagementCreate"))
    report_day(client, 1, ReportedDay(DAY.activity, DAY.day, timedelta(minutes=minutes), DAY.figures))
    assert server.asked[1].variables["marketingEngagement"]["utcOffset"] == written


def test_a_refusal_says_why(server, client):
    wrong = {"field": ["input", "utm"], "code": "IMMUTABLE_UTM_PARAMETERS", "message": "No"}
    server.say("MarketingActivitySet", answer("marketingActivityUpsertExternal", [wrong]))
    assert report_day(client, 1, DAY) == "marketing_activity_set: IMMUTABLE_UTM_PARAMETERS at input.utm"
