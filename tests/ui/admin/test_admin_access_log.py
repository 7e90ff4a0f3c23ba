"""The access log: what the pages write into it, and how a manager reads it."""

from __future__ import annotations

import re

from told_reviews import Reviewed

from plugin.stages.prune import ACCESS
from plugin.stages.prune import drain as prune


def _lines(staff, **asked):
    """(who, what, whom) of each line as the page shows them, newest first."""
    text = staff.get("/app/staff/log", user="42", query_string=asked).text
    rows = re.findall(r"<tr>\s*<td class=\"nowrap\">.*?</tr>", text, re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in row[1:]) for row in cells]


def _editor(staff):
    staff.become("editor")
    return "Staff member 43"


def test_looking_at_one_person_is_a_line_once_an_hour(staff, world):
    ada = world.customer("Ada")
    zoe = _editor(staff)
    for _ in range(2):
        staff.get(f"/app/customers/{ada.id}")
    assert _lines(staff, deed="looked") == [(zoe, "Looked at one person", "Ada Example")]
    world.spin(hours=1)
    staff.get(f"/app/customers/{ada.id}")
    assert len(_lines(staff, deed="looked")) == 2


def test_every_page_that_shows_one_person_writes_it_down(staff, world):
    ada = world.customer("Ada")
    world.order("jumper", by=ada)
    world.spin(hours=1)
    message = world.message(flow="thank_you", channel="email")
    zoe = _editor(staff)
    for place in (
        f"/app/customers/{ada.id}/ahead", f"/app/outbox/{message.id}",
        f"/app/flows/vip_code/preview?customer={ada.id}",
    ):  # fmt: skip
        world.spin(hours=2)
        assert staff.get(place).status_code == 200
        assert _lines(staff, deed="looked")[0] == (zoe, "Looked at one person", "Ada Example"), place
    assert len(_lines(staff, deed="looked")) == 3


def test_who_opens_a_picture_of_a_review_has_looked_at_its_writer(staff, world):
    reviewed = Reviewed(world)
    photo = {"content": b"large", "small": b"small", "width": 4, "height": 3}
    reviewed.write("jumper", 4, text="with a picture", photos=[photo])
    (id,) = reviewed.find("with a picture").photos
    zoe = _editor(staff)
    staff.get(f"/app/reviews/photo/{id}?small=1")
    assert _lines(staff, deed="listed") == [(zoe, "Looked at a list of people", "–")]
    assert _lines(staff, deed="looked") == []
    assert staff.get("/app/reviews/photo/none").status_code == 404
    for _ in range(2):
        staff.get(f"/app/reviews/photo/{id}")
    (buyer,) = {one.customer_id for one in world.outbox(flow="review_request")}
    assert _lines(staff, customer=str(buyer)) == _lines(staff, deed="looked")
    assert [line[:2] for line in _lines(staff, deed="looked")] == [(zoe, "Looked at one person")]


def test_lists_of_people_are_lines_too(staff, world):
    world.order("jumper", by=world.customer("Ada"))
    world.spin(hours=1)
    zoe = _editor(staff)
    for place in (
        "/app/customers", "/app/outbox?state=sent", "/app/flows/vip_code", "/app/messages/vip_code",
    ):  # fmt: skip
        world.spin(hours=2)
        staff.get(place)
        assert _lines(staff, deed="listed")[0] == (zoe, "Looked at a list of people", "–"), place
    assert len(_lines(staff, deed="listed")) == 4


def test_who_sees_people_masked_has_seen_nobody(staff, world):
    ada = world.customer("Ada")
    staff.become("viewer")
    staff.get(f"/app/customers/{ada.id}")
    staff.get("/app/customers")
    assert _lines(staff, deed="looked") == _lines(staff, deed="listed") == []


def test_an_export_and_an_erasure_stay_in_the_log_without_the_person(staff, world):
    ada = world.customer("Ada")
    zoe = _editor(staff)
    staff.get(f"/app/customers/{ada.id}/export")
    staff.post(f"/app/customers/{ada.id}/erase")
    gone = "Somebody who was erased"
    about_ada = _lines(staff, customer=str(ada.id))
    assert sorted(about_ada) == [(zoe, "Erased one person", gone), (zoe, "Exported one person", gone)]
    assert "Ada" not in str(_lines(staff))


def test_roles_and_coming_in_are_lines(staff):
    _editor(staff)
    found = _lines(staff)
    assert ("Staff member 42", "Came first after the install", "–") in found
    assert ("Staff member 43", "Opened Encore", "–") in found
    assert ("Staff member 42", "Changed a role", "Staff member 43: Editor") in found


def test_lines_are_chosen_by_who_and_what(staff, world):
    world.customer("Ada")
    _editor(staff)
    staff.get("/app/customers")
    assert {who for who, what, _ in _lines(staff, user="43") if what != "Changed a role"} == {"Staff member 43"}
    assert {what for _, what, _ in _lines(staff, deed="opened")} == {"Opened Encore"}
    assert _lines(staff, user="nobody") == []
    assert len(_lines(staff, deed="nonsense", after="x", customer="y")) == len(_lines(staff))


def test_the_log_is_read_page_by_page(staff, world):
    people = [world.customer("Ada") for _ in range(60)]
    for one in people:
        staff.get(f"/app/customers/{one.id}")
    first = staff.get("/app/staff/log?deed=looked").text
    assert first.count("Looked at one person</td>") == 50
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = staff.get(following).text
    assert second.count("Looked at one person</td>") == 10
    shown = re.findall(r"/app/customers/(\d+)", first + second)
    assert sorted(map(int, shown)) == sorted(one.id for one in people)


def test_another_shop_reads_its_own_log(staff, world):
    ada = world.customer("Ada")
    staff.get(f"/app/customers/{ada.id}")
    text = staff.get(f"/app/staff/log?customer={ada.id}", shop=world.other).text
    assert "Ada" not in text
    assert "Nothing matches" in text


def test_old_lines_are_forgotten(staff, world):
    staff.get("/app/")
    world.clock.move_by(ACCESS * 1.01)
    prune(world.encore, 100)
    staff.get("/app/")
    assert [what for _, what, _ in _lines(staff)] == ["Opened Encore"]


def test_a_change_of_settings_is_shown_with_the_fields_and_who_made_it(staff):
    staff.post("/app/pause", {}, user="42")
    (line,) = _lines(staff, deed="changed")
    assert line[0] == "Staff member 42"
    assert line[1] == "Changed settingspaused"
