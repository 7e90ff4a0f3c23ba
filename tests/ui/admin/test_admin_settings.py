"""The settings page over HTTP, with real tokens and hostile values."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from plugin.desk.kept import KEPT


def _typed(staff, **values):
    """What the form holds, with some of it typed anew."""
    page = staff.get("/app/settings").text
    form = page.partition('action="/app/settings"')[2].partition("</form>")[0]
    native = [one for one in re.findall(r"<input[^>]*>", form) if 'type="checkbox"' not in one or " checked" in one]
    shown = [re.search(r'name="([a-z_]+)".*?value="([^"]*)"', one).groups() for one in native]
    return {**dict(shown), **values}


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def test_the_page_shows_what_is_stored_and_what_holds(world, staff):
    world.customer("Ada", country="US")
    world.customer("Bob")
    page = staff.get("/app/settings").text
    assert 'value="09:00"' in page
    assert "Europe/London" in page
    assert "US (1)" in page
    for what, days in KEPT:
        assert f"{what}: {days} day{'s' if days > 1 else ''}" in page


def test_saving_stores_every_section(world, staff):
    answer = staff.post("/app/settings", _typed(
        staff, sender_name="Pots & Pans", sender_postal_address="1 High Street, London", sms_closes="18:30",
        sender_reply_to="help@pots.example", budget_per_month="5", consent_soft_opt_in_on="2026-01-05",
        consent_soft_opt_in_wording="We write to you about similar goods.",
    ))  # fmt: skip
    assert (answer.status_code, answer.headers["X-Encore-Said"]) == (200, "Saved.")
    found = _shop(world).settings
    assert found.sender.name == "Pots & Pans"
    assert found.sender.reply_to == "help@pots.example"
    assert found.quiet_hours.sms.closes.isoformat() == "18:30:00"
    assert found.budget.per_month == 5
    assert found.consent.soft_opt_in_on.isoformat() == "2026-01-05"
    assert "Pots &amp; Pans" in answer.text


def test_tags_are_switched_on_and_stay_on_until_they_are_switched_off(world, staff):
    staff.post("/app/settings", _typed(staff))
    assert not _shop(world).settings.tags.enabled
    staff.post("/app/settings", _typed(staff, tags_enabled="y"))
    staff.post("/app/settings", _typed(staff))
    assert _shop(world).settings.tags.enabled
    typed = _typed(staff)
    del typed["tags_enabled"]
    staff.post("/app/settings", typed)
    assert not _shop(world).settings.tags.enabled


def test_a_saved_page_saves_again_unchanged(world, staff):
    staff.post("/app/settings", _typed(staff, sender_name="Pots"))
    before = _shop(world).settings
    assert staff.post("/app/settings", _typed(staff)).status_code == 200
    assert _shop(world).settings == before


REFUSED = [
    ("sender_email", "ceo@bank.example", "would be refused"),
    ("sender_email", "nobody", "not an e-mail address"),
    ("sender_sms_id", "<script>", "neither a name"),
    ("sender_name", "x" * 300, "at most 200"),
    ("email_opens", "9 o'clock", "such as 09:00"),
    ("email_opens", "24:00", "not hours"),
    ("budget_per_day", "many", "whole number"),
    ("budget_per_day", "1001", "0 to 1000"),
    ("budget_per_day", "6", "more than"),
    ("consent_soft_opt_in_on", "tomorrow", "valid date"),
]


@pytest.mark.parametrize(("field", "value", "says"), REFUSED)
def test_what_cannot_be_used_is_marked_and_kept_as_typed(world, staff, field, value, says):
    typed = (
        _typed(staff, sender_name="Mine", **{field: value})
        if field != "sender_name"
        else _typed(staff, sender_name=value)
    )
    answer = staff.post("/app/settings", typed, wants="application/json")
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {field}
    assert says in answer.json["fields"][field]
    page = staff.post("/app/settings", typed)
    assert page.status_code == 422
    assert f'id="{field}-problem"' in page.text
    assert "<script>alert" not in page.text
    assert _shop(world).settings == world.shop.settings


@pytest.mark.parametrize("more", [{"is_admin": "1"}, {"shop_id": "2"}, {"smtp.host": "169.254.169.254"}])
def test_a_field_that_is_none_of_ours_is_refused_and_not_stored(world, staff, more):
    answer = staff.post("/app/settings", _typed(staff, sender_name="Mine", **more))
    assert answer.status_code == 422
    assert _shop(world).settings == world.shop.settings


def test_a_line_break_never_reaches_a_header(world, staff):
    typed = _typed(staff, sender_name="Pots\r\nBcc: all@example.com")
    assert staff.post("/app/settings", typed, wants="application/json").json["fields"].keys() == {"sender_name"}


def test_the_second_of_two_editors_gets_409(world, staff):
    mine, theirs = _typed(staff, sender_name="Mine"), _typed(staff, sender_name="Theirs")
    assert staff.post("/app/settings", theirs).status_code == 200
    answer = staff.post("/app/settings", mine)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert _shop(world).settings.sender.name == "Theirs"


def test_the_shop_is_the_one_of_the_token(world, staff):
    staff.post("/app/settings?shop=" + world.shop.domain, _typed(staff, sender_name="Foreign"), shop=world.other)
    assert _shop(world).settings.sender.name == ""


def test_a_form_without_a_token_is_refused(world, staff):
    answer = staff.app.test_client().post("/app/settings", data=_typed(staff, sender_name="Mine"))
    assert answer.status_code == 401
    assert _shop(world).settings.sender.name == ""


def test_the_time_after_which_reviews_publish_themselves_is_one_of_a_few(world, staff):
    assert _shop(world).settings.reviews.publish_after is None
    assert staff.post("/app/settings", _typed(staff, reviews_publish_after="3d")).status_code == 200
    assert _shop(world).settings.reviews.publish_after == timedelta(days=3)
    assert '<option selected value="3d">' in staff.get("/app/settings").text
    assert staff.post("/app/settings", _typed(staff, reviews_publish_after="2d")).status_code == 422
    assert staff.post("/app/settings", _typed(staff, reviews_publish_after="")).status_code == 200
    assert _shop(world).settings.reviews.publish_after is None
