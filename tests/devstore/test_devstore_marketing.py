"""Marketing reports between the two programs, over HTTP: shown only where the merchant granted it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from both import Both

from devstore.admin_api.changes.marketing import reports
from devstore.doings import installing
from plugin.marketing import SCOPE, Activity, Figures, ReportedDay
from plugin.platform.trouble import AccessDenied

DAY = ReportedDay(
    Activity("encore-ab12-vip_code", "Encore: vip code", "https://admin.shopify.com/x", True), date(2026, 3, 1),
    timedelta(hours=1), Figures(sends=3),
)  # fmt: skip


@pytest.fixture
def both(tmp_path, database) -> Iterator[Both]:
    made = Both(tmp_path / "store", database)
    yield made
    made.close()


def grant(both: Both) -> None:
    with both.store.act() as act:
        installing.grant(act, SCOPE)
    both.deliver()


def shown(both: Both):
    with both.store.act() as act:
        return reports(act.session)


def test_without_the_scope_the_store_refuses(both: Both) -> None:
    with pytest.raises(AccessDenied):
        both.encore.platform.report_day(both.shop_id, DAY)
    assert shown(both) == {}


def test_a_granted_scope_reaches_encore_and_a_day_told_twice_is_one_day(both: Both) -> None:
    grant(both)
    assert SCOPE in (both.shop.granted_scopes or "").split(",")
    for _ in range(2):
        assert both.encore.platform.report_day(both.shop_id, DAY) is None
    ((name, row),) = shown(both).items()
    assert (name, list(row["days"])) == ("encore-ab12-vip_code", ["2026-03-01"])
    assert row["days"]["2026-03-01"]["sendsCount"] == 3


def test_an_activity_keeps_its_name_and_is_paused_with_its_flow(both: Both) -> None:
    grant(both)
    both.encore.platform.report_day(both.shop_id, DAY)
    before = shown(both)["encore-ab12-vip_code"]["id"]
    off = Activity(DAY.activity.remote_id, DAY.activity.title, DAY.activity.url, False)
    both.encore.platform.report_day(both.shop_id, ReportedDay(off, date(2026, 3, 2), DAY.offset, DAY.figures))
    row = shown(both)["encore-ab12-vip_code"]
    assert (row["id"], row["activity"]["status"], sorted(row["days"])) == (
        before, "PAUSED", ["2026-03-01", "2026-03-02"],
    )  # fmt: skip
