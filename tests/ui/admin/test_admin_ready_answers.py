"""Ready answers: kept by the staff, and put into an answer with what is known of the case."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from test_admin_cases import opened, row
from ui_corpus import MARKUP, live_in

from plugin.desk import ready_answers as desk
from plugin.desk.ready_answers import filled, left_open
from plugin.model.ready_answer import ReadyAnswer
from plugin.model.staff import AccessEntry

PLACE = "/app/cases/ready"


def kept(world):
    with world.database.read(world.shop.id) as session:
        return desk.listed(session, world.shop)


def add(staff, name="On its way", text="Hi {first_name}, {order} left us today."):
    return staff.post(PLACE, {"name": name, "text": text})


def test_one_is_written_changed_and_removed_and_each_is_in_the_access_log(staff):
    assert "No answer is ready yet" in staff.get(PLACE).text
    assert add(staff, " On \n its way ").status_code == 200
    (one,) = kept(staff.world)
    assert one.name == "On its way"
    changed = {"name": "Left", "text": "It left.", "seen": "1"}
    assert staff.post(f"{PLACE}/{one.id}", changed).status_code == 200
    assert staff.post(f"{PLACE}/{one.id}", changed).status_code == 409
    assert staff.post(f"{PLACE}/{one.id}/remove", {"seen": "1"}).status_code == 409
    assert staff.post(f"{PLACE}/{one.id}/remove", {"seen": "2"}).status_code == 200
    assert kept(staff.world) == []
    with staff.world.database.read(staff.world.shop.id) as session:
        mine = (AccessEntry.shop_id == staff.world.shop.id, AccessEntry.what == "ready_answers")
        assert len(session.scalars(select(AccessEntry).where(*mine)).all()) == 3


def test_what_lacks_a_name_or_a_text_is_not_kept_and_stays_typed(staff):
    refused = add(staff, name=" ", text="A long text")
    assert (refused.status_code, "A long text" in refused.text) == (422, True)
    assert add(staff, text="").status_code == 422
    assert staff.post(f"{PLACE}/nobody", {"name": "", "text": "x"}).status_code == 404
    assert kept(staff.world) == []


def test_fifty_are_enough(staff, monkeypatch):
    monkeypatch.setattr(desk, "MOST", 2)
    add(staff), add(staff, "Another")
    assert 'action="/app/cases/ready"' not in staff.get(PLACE).text
    refused = add(staff, "A third")
    assert (refused.status_code, len(kept(staff.world))) == (422, 2)


def test_it_is_put_below_what_was_typed_with_name_and_order_and_nothing_is_sent(staff):
    add(staff)
    id = opened(staff.world, "Ada")
    (one,) = kept(staff.world)
    page = staff.post(
        f"/app/cases/{id}/send", {"text": "Good news!", "put": "yes", "ready": one.id, "seen": "1"}
    ).text
    order = staff.world.message(flow="thank_you", channel="email").about.removeprefix("order:")
    assert f"Good news!\n\nHi Ada, #{order} left us today.</textarea>" in page
    assert row(staff.world, id).version == 1
    assert staff.world.outbox(flow="case_reply") == []


def test_a_place_that_is_still_open_is_not_sent(staff):
    id = opened(staff.world, "Ada")
    refused = staff.post(f"/app/cases/{id}/send", {"text": "Hi {first_name}, yes.", "seen": "1"})
    assert (refused.status_code, "Hi {first_name}, yes." in refused.text) == (422, True)
    assert row(staff.world, id).version == 1


def test_what_is_put_in_is_never_read_as_a_place():
    assert filled("{first_name} {order} {else}", {"first_name": "{order}", "order": None}) == "{order} {order} {else}"
    assert left_open("{order} {first_name} {order} {x}") == ["{order}", "{first_name}"]


@pytest.mark.parametrize("text", MARKUP)
def test_names_and_texts_stay_text(staff, text):
    add(staff, text, text)
    staff.world.customer()
    id = opened(staff.world, text)
    (one,) = kept(staff.world)
    put = {"text": text, "put": "yes", "ready": one.id, "seen": "1"}
    for page in (staff.get(PLACE), staff.get(f"/app/cases/{id}"), staff.post(f"/app/cases/{id}/send", put)):
        assert page.status_code == 200
        assert live_in(page.text) == []


def test_a_viewer_reads_them_and_changes_none(staff):
    add(staff)
    (one,) = kept(staff.world)
    staff.become("viewer")
    page = staff.get(PLACE).text
    assert "left us today" in page
    assert "<textarea" not in page
    assert add(staff).status_code == 403
    assert staff.post(f"{PLACE}/{one.id}/remove", {"seen": "1"}).status_code == 403


def test_the_other_shop_has_none_of_it(staff):
    add(staff)
    (one,) = kept(staff.world)
    other = staff.world.other
    assert "left us today" not in staff.get(PLACE, shop=other).text
    changed = {"name": "Mine", "text": "Mine", "seen": "1"}
    assert staff.post(f"{PLACE}/{one.id}", changed, shop=other).status_code == 404
    assert staff.post(f"{PLACE}/{one.id}/remove", {"seen": "1"}, shop=other).status_code == 404
    with staff.world.database.read(other.id) as session:
        assert session.scalars(select(ReadyAnswer).where(ReadyAnswer.shop_id == other.id)).all() == []
