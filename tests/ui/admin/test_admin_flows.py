"""The pages of the flows over HTTP, with real tokens."""

from __future__ import annotations

import re

from plugin.desk import replaying
from plugin.desk.conditions import FLOW_WORDS
from plugin.flows.registry import FLOWS

PHONE = "+447911123456"


def _form(**values):
    return {"version": "1", "delay": "21", "delay_unit": "d", "channels": ["sms", "email"], "percent": "20",
            "valid": "14", "valid_unit": "d", **values}  # fmt: skip


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def test_every_flow_is_listed_with_its_figures_and_its_switch(world, staff):
    world.order("jumper")
    world.spin(minutes=30)
    answer = staff.get("/app/flows")
    assert answer.status_code == 200
    for name in FLOWS:
        assert FLOW_WORDS[name].title in answer.text
        assert f'action="/app/flows/{name}/switch"' in answer.text
    assert "The customer has no phone number." in answer.text


def test_every_flow_has_a_page_with_its_rules_in_words(world, staff):
    for name in FLOWS:
        answer = staff.get(f"/app/flows/{name}")
        assert answer.status_code == 200
        for sentence in FLOW_WORDS[name].rules.values():
            assert sentence in answer.text.replace("&#39;", "'")
    assert staff.get("/app/flows/spam").status_code == 404


def test_a_changed_flow_is_stored_and_said(world, staff):
    answer = staff.post("/app/flows/vip_code", _form(percent="25", delay="30", channels=["email"]))
    assert answer.status_code == 200
    assert answer.headers["X-Encore-Said"] == "Saved."
    assert answer.headers["X-Encore-At"] == "/app/flows/vip_code"
    flow = _shop(world).settings.flow("vip_code")
    assert (flow.percent, flow.delay.days, flow.channels) == (25, 30, ("email",))
    assert "It goes 30 days after the payment" in answer.text


def test_a_discount_of_150_percent_is_refused_by_its_field(world, staff):
    answer = staff.post("/app/flows/vip_code", _form(percent="150", delay="5"))
    assert answer.status_code == 422
    assert "Write a number from 1 to 100." in answer.text
    assert 'value="150"' in answer.text
    assert 'value="5"' in answer.text
    asked = staff.post("/app/flows/vip_code", _form(percent="150"), wants="application/json")
    assert (asked.status_code, asked.json) == (
        422, {"error": "invalid", "fields": {"percent": "Write a number from 1 to 100."}},
    )  # fmt: skip
    assert _shop(world).settings_version == 1


def test_a_delay_that_would_be_of_no_use_is_refused_by_its_field(world, staff):
    sent = {"version": "1", "delay": "2", "delay_unit": "d", "channels": ["email"]}
    answer = staff.post("/app/flows/thank_you", sent, wants="application/json")
    assert answer.status_code == 422
    assert answer.json["fields"]["delay"].startswith("Must be less than 24 hours")


def test_no_channel_and_a_strange_one_are_refused(world, staff):
    for channels in ([], ["fax"]):
        assert staff.post("/app/flows/vip_code", _form(channels=channels)).status_code == 422


def test_the_second_of_two_editors_gets_409_and_keeps_what_was_typed(world, staff):
    staff.post("/app/flows/vip_code", _form(percent="25"))
    answer = staff.post("/app/flows/vip_code", _form(percent="30"))
    assert answer.status_code == 409
    assert 'value="30"' in answer.text
    assert _shop(world).settings.flow("vip_code").percent == 25
    asked = staff.post("/app/flows/vip_code", _form(percent="30"), wants="application/json")
    assert asked.json == {"error": "changed", "current": 2}


def test_switching_off_asks_and_says_how_much_is_cancelled(world, staff):
    world.delivered(world.order("jumper"))
    page = staff.get("/app/flows").text
    assert "2 planned messages will be cancelled" in page
    answer = staff.post("/app/flows/review_request/switch", {"to": "off", "version": "1"})
    assert (
        answer.headers["X-Encore-Said"] == "Review%20request%20is%20off.%202%20planned%20messages%20were%20cancelled."
    )
    assert "review_request" not in _shop(world).flows_on_since
    answer = staff.post("/app/flows/review_request/switch", {"to": "on", "version": "2", "from": "flow"})
    assert answer.headers["X-Encore-At"] == "/app/flows/review_request"
    assert _shop(world).flow_on_since("review_request") == world.clock.now()


def test_a_switch_on_an_old_page_gets_409(world, staff):
    staff.post("/app/flows/vip_code/switch", {"to": "off", "version": "1"})
    assert staff.post("/app/flows/birthday/switch", {"to": "off", "version": "1"}).status_code == 409
    assert "birthday" in _shop(world).flows_on_since


def test_a_real_customer_is_previewed_with_the_letter(world, staff):
    ada = world.customer("Ada")
    world.delivered(world.order("jumper", by=ada))
    world.spin(minutes=10)
    page = staff.get("/app/flows/review_request").text
    assert re.search(rf'<option value="{ada.id}">Ada', page)
    answer = staff.get(f"/app/flows/review_request/preview?customer={ada.id}")
    assert answer.status_code == 200
    assert "jumper" in answer.text
    assert 'class="letter"' in answer.text


def test_a_customer_who_is_not_here_is_told_so(world, staff):
    foreign = world.customer("Eve", shop=world.other)
    for given in (str(foreign.id), "1", "x", "9" * 40):
        answer = staff.get(f"/app/flows/vip_code/preview?customer={given}")
        assert answer.status_code == 404
        assert "Eve" not in answer.text


def test_last_month_is_worked_out_shown_and_kept(world, staff):
    world.order("jumper")
    world.spin(days=3)
    answer = staff.post("/app/flows/thank_you/replay")
    assert "replay" in world.woken
    assert 'data-behaviour="live"' in answer.text
    assert "It begins in a moment." in answer.text
    replaying.drain(world.encore, 1)
    page = staff.get("/app/flows/thank_you").text
    assert "would have been sent" in page
    behind = re.search(r'href="(/app/flows/thank_you/replay/\w+)"', page).group(1)
    assert "order #10" in staff.get(behind).text
    assert staff.get(behind, shop=world.other).status_code == 404
    assert staff.get("/app/flows/birthday/replay/1").status_code == 404


def test_the_other_shop_sees_nothing_and_changes_only_its_own(world, staff):
    world.order("jumper", by=world.customer("Ada"))
    world.spin(minutes=30)
    assert "Ada" not in staff.get("/app/flows/thank_you", shop=world.other).text
    staff.post("/app/flows/vip_code", _form(percent="77"), shop=world.other)
    assert _shop(world).settings.flow("vip_code").percent == 20


def test_a_change_without_a_token_is_refused(world, staff):
    answer = staff.app.test_client().post("/app/flows/vip_code/switch", data={"to": "off", "version": "1"})
    assert answer.status_code == 401
    assert "vip_code" in _shop(world).flows_on_since
