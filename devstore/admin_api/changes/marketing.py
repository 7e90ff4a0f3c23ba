"""marketingActivityUpsertExternal and marketingEngagementCreate: what the marketing reports show. Kept by the app's
own name of the activity, and told among the shop's events as `marketing/activity` and `marketing/engagement`."""

from __future__ import annotations

from typing import Any

from devstore.admin_api.asking import Info, Node, asking
from devstore.admin_api.changes.trouble import Trouble
from devstore.model.kept import new_id, remember, remembered

_KEPT = "marketing"  # {remote id: {"id", "activity", "days": {date: figures}}}


def upsert(_source: Any, info: Info, input: Node) -> Node:
    """Its utm words stay as they were first given."""
    ask, shown = asking(info), reports(asking(info).session)
    before = shown.get(input["remoteId"])
    try:
        _check(input, before, shown)
    except Trouble as trouble:
        return {"marketingActivity": None, "userErrors": trouble.errors}
    row = before or {"id": new_id(ask.session, "MarketingActivity"), "days": {}}
    row = {**row, "activity": dict(input)}
    remember(ask.session, _KEPT, {**shown, input["remoteId"]: row})
    if before is None or before["activity"] != row["activity"]:
        ask.act.tell("marketing/activity", row["activity"])
    return {"marketingActivity": _node(row), "userErrors": []}


def engage(_source: Any, info: Info, marketingEngagement: Node, remoteId: str | None = None, **_words: Any) -> Node:  # noqa: N803
    """The figures of a day take the place of those that were told before."""
    ask, shown = asking(info), reports(asking(info).session)
    row = shown.get(remoteId)
    if row is None:
        wrong = Trouble(["remoteId"], "Marketing activity does not exist.", "MARKETING_ACTIVITY_DOES_NOT_EXIST")
        return {"marketingEngagement": None, "userErrors": wrong.errors}
    day = dict(marketingEngagement)
    days = {**row["days"], day["occurredOn"]: day}
    remember(ask.session, _KEPT, {**shown, remoteId: {**row, "days": days}})
    ask.act.tell("marketing/engagement", {"remoteId": remoteId, **day})
    return {"marketingEngagement": day, "userErrors": []}


def reports(session: Any) -> dict[Any, Any]:
    """Every activity with its days, by the app's own name of it."""
    found: dict[Any, Any] = remembered(session, _KEPT, {})
    return found


def _check(given: Node, before: Node | None, shown: dict[Any, Any]) -> None:
    utm = given.get("utm")
    if utm is None:
        raise Trouble(["input"], "UTM parameters are required.", "NON_HIERARCHIAL_REQUIRES_UTM_URL_PARAMETER")
    if before is not None:
        if before["activity"]["utm"] != utm:
            raise Trouble(["input", "utm"], "UTM parameters cannot be changed.", "IMMUTABLE_UTM_PARAMETERS")
        return
    if any(other["activity"]["utm"]["campaign"] == utm["campaign"] for other in shown.values()):
        code = "MARKETING_ACTIVITY_WITH_UTM_CAMPAIGN_ALREADY_EXISTS"
        raise Trouble(["input", "utm"], "UTM campaign is taken.", code)


def _node(row: Node) -> Node:
    given = row["activity"]
    return {
        "id": f"gid://shopify/MarketingActivity/{row['id']}", "title": given["title"], "status": given["status"],
        "tactic": given["tactic"], "marketingChannelType": given["marketingChannelType"],
        "sourceAndMedium": f"{given['utm']['source']} / {given['utm']['medium']}",
    }  # fmt: skip
