"""The outbox and one message, as a member of staff sees and uses them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from silent_transport import SilentTransport
from world import World

from plugin.desk.act import seen_of

DEEDS = ("cancel", "move", "now", "arrived", "again", "leave")


@pytest.fixture
def world(database):
    with World(database, name="pots", email=SilentTransport()) as made:
        made.email.answers = True
        made.spin(to="2026-02-02 12:00")
        yield made


def _vip(world):
    return world.message(flow="vip_code", step=0)


def _planned(world, **more):
    who = world.customer("Ada", phone="+447400123456", sms_consent="subscribed", **more)
    world.delivered(world.order("jumper", by=who))
    return _vip(world)


def _unknown(world):
    world.email.answers = False
    world.order("jumper", by=world.customer("Ada"))
    world.spin()
    return world.message(flow="thank_you", channel="email")


def _do(staff, message, deed, **more):
    return staff.post(f"/app/outbox/{message.id}/{deed}", {"seen": seen_of(message), **more})


def _said(answer):
    return unquote(answer.headers.get("X-Encore-Said", ""))


def test_an_empty_outbox_says_what_to_do(staff):
    for state in ("scheduled", "held", "sent", "failed", "unknown", "not_sent", "next", "all"):
        answer = staff.get(f"/app/outbox?state={state}")
        assert answer.status_code == 200
        assert 'class="empty"' in answer.text
    assert "Take away a filter" in staff.get("/app/outbox?flow=birthday").text


def test_a_row_names_the_person_the_flow_and_the_state(staff, world):
    message = _planned(world)
    text = staff.get("/app/outbox").text
    assert f"/app/outbox/{message.id}" in text
    assert "VIP code" in text
    assert "Ada" in text
    assert "Scheduled" in text


def test_filters_stay_in_the_form_and_in_the_tabs(staff, world):
    _planned(world)
    text = staff.get("/app/outbox?state=all&flow=vip_code&channel=sms&day=2026-02-23").text
    assert '<option value="vip_code" selected>' in text
    assert 'value="2026-02-23"' in text
    assert "state=sent&amp;flow=vip_code&amp;channel=sms&amp;day=2026-02-23" in text


def test_what_is_not_sent_says_why_in_plain_words(staff, world):
    world.cancel(world.order("mug"))
    world.spin()
    assert "The order was cancelled." in staff.get("/app/outbox?state=not_sent").text


def test_a_long_list_goes_on_behind_its_last_row(staff, world):
    for _ in range(30):
        world.order("jumper")
    world.spin()
    first = staff.get("/app/outbox?state=all").text
    (after,) = re.findall(r'href="(/app/outbox\?state=all&amp;after=[^"]+)"', first)
    second = staff.get(after.replace("&amp;", "&")).text
    ids = [set(re.findall(r"/app/outbox/([0-9a-f]{32})", text)) for text in (first, second)]
    assert len(ids[0]) == 50
    assert ids[1]
    assert not ids[0] & ids[1]
    assert "Back to the beginning" in second


def test_a_sent_message_shows_its_words_in_a_frame_that_runs_nothing(staff, world):
    world.order("jumper", by=world.customer("Ada"))
    world.spin()
    message = world.message(flow="thank_you", channel="email")
    text = staff.get(f"/app/outbox/{message.id}").text
    (frame,) = re.findall(r"<iframe[^>]*>", text)
    assert 'sandbox="allow-same-origin"' in frame
    assert "allow-scripts" not in frame
    assert 'srcdoc="&lt;' in frame
    assert "&lt;style" not in frame
    assert "The same as plain text" in text
    assert "What happened" in text


def test_a_planned_message_can_be_cancelled_by_whoever_opened_it(staff, world):
    answer = _do(staff, _planned(world), "cancel")
    assert answer.status_code == 200
    assert _said(answer) == "Cancelled. It will not be sent."
    assert "Somebody of your team cancelled it." in answer.text
    assert "by staff member 42" in answer.text
    assert _vip(world).state == "cancelled"


def test_a_message_moves_to_a_time_of_the_shop(staff, world):
    answer = _do(staff, _planned(world), "move", day="2026-02-20", time="15:30")
    assert answer.status_code == 200
    assert _vip(world).due_at.isoformat() == "2026-02-20T15:30:00+00:00"


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        ("2026-02-01", "10:00", "That time is over."),
        ("2026-09-01", "10:00", "this message is of no use"),
        ("soon", "10:00", "date"),
        ("", "", "required"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_its_field_and_stays_typed(staff, world, day, time, told):
    message = _planned(world)
    answer = _do(staff, message, "move", day=day, time=time)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert seen_of(_vip(world)) == seen_of(message)


def test_a_refused_time_is_told_as_json_where_that_is_asked_for(staff, world):
    message = _planned(world)
    form = {"seen": seen_of(message), "day": "2026-02-01", "time": "10:00"}
    answer = staff.post(f"/app/outbox/{message.id}/move", form, wants="application/json")
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["day"]


def test_send_now_sends_at_once(staff, world):
    answer = _do(staff, _planned(world), "now")
    assert _said(answer) == "It is due now and goes at once."
    world.spin()
    assert _vip(world).state == "accepted"


def test_send_now_says_what_it_still_waits_for(staff, world):
    message = _planned(world)
    world.clock.move_to(world.clock.now().replace(hour=23))
    assert "waits for the hours in which messages may arrive" in _said(_do(staff, message, "now"))


def test_send_now_of_what_policy_refuses_says_why_and_leaves_it(staff, world):
    message = _planned(world, consent="unsubscribed")
    who = message.customer_id
    world.webhook(
        "customers_marketing_consent/update",
        {"id": who, "phone": "+447400123456", "sms_marketing_consent": _no(world)},
    )
    answer = _do(staff, _vip(world), "now")
    assert answer.status_code == 422
    assert "unsubscribed" in answer.text
    assert _vip(world).state == "planned"


def test_what_somebody_else_changed_meanwhile_is_a_409(staff, world):
    message = _planned(world)
    assert _do(staff, message, "cancel").status_code == 200
    for deed in ("cancel", "now", "arrived", "again", "leave"):
        assert _do(staff, message, deed).status_code == 409, deed
    assert _do(staff, message, "move", day="2026-02-20", time="15:30").status_code == 409
    answer = staff.post(f"/app/outbox/{message.id}/cancel", {"seen": "1.1"}, wants="application/json")
    assert answer.json == {"error": "changed", "current": {"state": "cancelled", "reason": "cancelled_here"}}


@pytest.mark.parametrize(("deed", "state"), [("arrived", "accepted"), ("again", "retry"), ("leave", "failed")])
def test_an_unknown_message_has_three_buttons_and_each_settles_it(staff, world, deed, state):
    message = _unknown(world)
    shown = staff.get(f"/app/outbox/{message.id}").text
    assert "Did it arrive?" in shown
    assert all(f"/app/outbox/{message.id}/{one}" in shown for one in ("arrived", "again", "leave"))
    assert _do(staff, message, deed).status_code == 200
    assert world.message(id=message.id).state == state
    assert world.audit() == []


def test_an_unknown_message_past_its_use_is_not_sent_again(staff, world):
    message = _unknown(world)
    world.clock.move_to(message.useful_until)
    assert f"/app/outbox/{message.id}/again" not in staff.get(f"/app/outbox/{message.id}").text
    assert _do(staff, message, "again").status_code == 422


def test_the_other_shop_gets_404_for_a_message_and_every_deed(staff, world):
    message = _planned(world)
    assert staff.get(f"/app/outbox/{message.id}", shop=world.other).status_code == 404
    for deed in DEEDS:
        answer = staff.post(f"/app/outbox/{message.id}/{deed}", {"seen": seen_of(message)}, shop=world.other)
        assert answer.status_code == 404, deed
    assert message.id not in staff.get("/app/outbox?state=all", shop=world.other).text
    assert seen_of(_vip(world)) == seen_of(message)


def _no(world):
    return {"state": "unsubscribed", "consent_updated_at": world.clock.now().isoformat(), "opt_in_level": None}


def test_who_may_not_see_people_sees_no_name_no_address_and_no_message(staff, world):
    world.order("jumper", by=world.customer("Ada"))
    world.spin()
    message = world.message(flow="thank_you", channel="email")
    staff.become("viewer")
    for address in ("/app/outbox?state=sent", f"/app/outbox/{message.id}"):
        text = staff.get(address).text
        assert "Ada" not in text
        assert "ada1" not in text
        assert "A. E." in text
    assert "jumper" not in text
    assert "Your role does not include reading messages" in text
    assert "/cancel" not in text
