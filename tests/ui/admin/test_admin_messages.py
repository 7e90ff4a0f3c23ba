"""The message editor as a merchant uses it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from plugin.compose.template import shipped_source

ADDRESS = "/app/messages/vip_code?step=0&language=en"
LOOK = "/app/messages/vip_code/look?step=0&language=en"
SHIPPED = shipped_source("vip_code", "en", 0)
TYPED = {"subject": "Just for you", "preheader": "", "body": SHIPPED.body, "sms": SHIPPED.sms, "version": "0"}


def test_the_page_shows_the_text_its_preview_and_the_cost(staff):
    answer = staff.get(ADDRESS)
    html = answer.text
    assert answer.status_code == 200
    assert "Here is a code made for you alone" in html
    frame = re.search(r'<iframe sandbox="allow-same-origin" title="[^"]+" srcdoc="([^"]+)"', html)
    assert frame is not None
    assert "VIPCUSTOMER-SAMPLE22" in unescape(frame[1])
    assert re.search(r"2 text messages · \d+ characters left", html)
    assert "“Reply STOP to opt out” is added at the end." in html
    assert "Reminder" in html


@pytest.mark.parametrize(
    "address",
    [
        "/app/messages/nothing", "/app/messages/vip_code?step=2", "/app/messages/vip_code?language=xx",
        "/app/messages/thank_you?step=1", "/app/messages/vip_code?step=x",
    ],
)  # fmt: skip
def test_a_text_that_there_is_not_is_not_found(staff, address):
    assert staff.get(address).status_code == 404


def test_the_flow_leads_to_its_message_and_back(staff):
    assert 'href="/app/messages/vip_code"' in staff.get("/app/flows/vip_code").text
    assert 'href="/app/flows/vip_code"' in staff.get("/app/messages/vip_code").text


def test_saving_shows_the_new_version_and_undo_takes_it_back(staff):
    saved = staff.post(ADDRESS, TYPED)
    assert saved.status_code == 200
    assert "Saved" in saved.headers["X-Encore-Said"]
    assert 'value="Just for you"' in staff.get(ADDRESS).text
    back = staff.post("/app/messages/vip_code/back?step=0&language=en", {"version": "1"})
    assert back.status_code == 200
    assert 'value="Just for you"' not in staff.get(ADDRESS).text
    again = staff.post("/app/messages/vip_code/back?step=0&language=en", {"version": "2", "number": "1"})
    assert 'value="Just for you"' in again.text


def test_a_faulty_text_is_refused_with_its_line_and_keeps_what_was_typed(staff):
    answer = staff.post(ADDRESS, {**TYPED, "body": "Mine\n\nHi {{ frist_name }}"})
    assert answer.status_code == 422
    assert "Mine" in answer.text
    assert "Line 3: There is no variable frist_name. Did you mean first_name?" in answer.text
    told = staff.post(ADDRESS, {**TYPED, "sms": ""}, wants="application/json")
    assert told.status_code == 422
    assert told.json["error"] == "invalid"
    assert told.json["fields"]["sms"].startswith("Line 1: Write the text message")


def test_who_saves_second_is_told_and_keeps_what_was_typed(staff):
    staff.post(ADDRESS, TYPED)
    staff.become("editor")
    answer = staff.post(ADDRESS, {**TYPED, "subject": "Another idea"})
    assert answer.status_code == 409
    assert 'value="Another idea"' in answer.text
    assert 'name="version" value="1"' in answer.text
    back = staff.post("/app/messages/vip_code/back?step=0&language=en", {"version": "0"})
    assert back.status_code == 409


def test_a_preview_is_rendered_for_the_chosen_person(staff, world):
    world.order("jumper", by=world.customer("Zoe"))
    (real,) = re.findall(r'<option selected value="(customer:\d+)">Zoe', staff.get(ADDRESS).text)
    preview = "/app/messages/vip_code/preview?step=0&language=en"
    shown = staff.post(preview, {**TYPED, "subject": "For {{ first_name }}", "who": real}).json
    assert shown["subject"] == "For Zoe"
    assert shown["sms"].startswith("Hi Zoe")
    assert shown["problems"] == []
    holed = staff.post(preview, {**TYPED, "subject": "For {{ first_name }}", "who": "nameless"}).json
    assert holed["problems"][0].startswith("Subject, line 1: For Somebody without a first name")
    marked = staff.post(preview, {**TYPED, "subject": "Hi {{ first_name }}", "who": "markup"}).json
    assert "<b>Ada" not in marked["html"]
    broken = staff.post(preview, {**TYPED, "body": "{% if %}"}).json
    assert (broken["html"], broken["subject"]) == (None, None)


def test_a_test_goes_to_the_typed_address_and_a_wrong_one_is_marked(staff, world):
    sent = staff.post(ADDRESS, {**TYPED, "do": "test_email", "to_email": "me@shop.example"})
    assert sent.status_code == 200
    assert "way" in sent.headers["X-Encore-Said"]
    assert [letter.to for letter in world.letters()] == ["me@shop.example"]
    refused = staff.post(ADDRESS, {**TYPED, "do": "test_email", "to_email": "me"})
    assert refused.status_code == 422
    assert "Write an e-mail address" in refused.text
    assert len(world.letters()) == 1


def test_another_shop_sees_its_own_texts_only(staff, world):
    staff.post(ADDRESS, TYPED)
    assert 'value="Just for you"' not in staff.get(ADDRESS, shop=world.other).text


def test_without_javascript_the_preview_can_be_asked_for(staff):
    answer = staff.post(LOOK, {**TYPED, "subject": "Look", "who": "quotes"})
    assert answer.status_code == 200
    assert '<strong data-subject dir="auto">Look</strong>' in answer.text


def test_the_framed_mail_writes_no_style_and_no_script_into_its_html(staff):
    frame = re.search(r'srcdoc="([^"]+)"', staff.get(ADDRESS).text)
    assert frame is not None
    html = unescape(frame[1])
    assert not re.search(r" style=|<style|<script|<link", html)
    assert " data-style=" in html
    assert "<template data-sheet>" in html


def test_markup_in_a_text_is_shown_as_typed(staff):
    answer = staff.post(LOOK, {**TYPED, "subject": "</textarea><script>x</script>"})
    assert "<script>x" not in answer.text
