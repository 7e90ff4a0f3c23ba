"""The page of the help desk over HTTP: set, shown once, renewed, tested, stopped, taken away."""

from __future__ import annotations

import html
import re

import pytest
from help_desk_world import ADDRESS, ALL, Receiver, desk, facts, is_signed, joins, listed, opened, tell

from plugin.desk.help_desk import State

PAGE = "/app/help-desk"


def _version(staff):
    return re.search(r'name="version" value="(\d+)"', staff.get(PAGE).text)[1]


def _typed(staff, **values):
    return {"version": _version(staff), "address": ADDRESS, "told": ALL, **values}


def _secret(answer):
    found = re.search(r"<code[^>]*>([\w-]{43})</code>", answer.text)
    return found and found[1]


def _log(staff):
    return staff.get("/app/staff/log?deed=changed").text


def test_the_secret_is_shown_once_and_signs_what_is_told(world, staff):
    assert "Last calls" not in staff.get(PAGE).text
    answer = staff.post(PAGE, _typed(staff))
    secret = _secret(answer)
    assert (answer.status_code, answer.headers["X-Encore-Said"], len(secret)) == (200, "Saved.", 43)
    assert secret not in staff.get(PAGE).text
    assert _secret(staff.post(PAGE, _typed(staff, with_words="y"))) is None
    receiver = Receiver()
    opened(world)
    tell(world, receiver)
    ((_, body, headers),) = receiver.letters
    assert is_signed(body, headers, secret)


def test_what_is_stored_is_shown_and_sealed(world, staff):
    staff.post(PAGE, _typed(staff, told=["low_score"], with_words="y"))
    page = staff.get(PAGE).text
    assert ADDRESS in html.unescape(page)
    assert re.findall(r'value="(\w+)" checked', page.partition("<fieldset")[2].partition("</fieldset")[0]) == [
        "low_score"
    ]
    assert b"desk.example" not in desk(world).address
    assert desk(world).told == ["low_score"]


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"address": ""}, "address", "Write the address"),
        ({"address": "http://desk.example/"}, "address", "begins with https"),
        ({"address": "https://user:pass@desk.example/"}, "address", "begins with https"),
        ({"address": "https://" + "x" * 1000}, "address", "at most 1000 signs"),
        ({"told": []}, "told", "at least one"),
        ({"told": ["everything"]}, "told", "valid choice"),
        ({"told": ["test"]}, "told", "valid choice"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(world, staff, values, field, says):
    answer = staff.post(PAGE, _typed(staff, **values), wants="application/json")
    assert answer.status_code == 422
    assert re.search(says, answer.json["fields"][field])
    assert desk(world) is None
    assert staff.post(PAGE, _typed(staff, **values)).status_code == 422


def test_a_new_secret_takes_the_place_of_the_old(world, staff):
    old = _secret(staff.post(PAGE, _typed(staff)))
    new = _secret(staff.post(f"{PAGE}/secret", {"version": _version(staff)}))
    assert new != old
    receiver = Receiver()
    opened(world)
    tell(world, receiver)
    ((_, body, headers),) = receiver.letters
    assert (is_signed(body, headers, new), is_signed(body, headers, old)) == (True, False)


def test_a_test_is_listed_with_what_became_of_it(world, staff):
    joins(world)
    page = staff.post(f"{PAGE}/test").text
    assert "Waiting" in page
    assert 'data-behaviour="live"' in page
    tell(world, Receiver(says=None))
    page = staff.get(PAGE).text
    assert "could not be reached safely" in page
    assert "1 try." in page
    world.clock.move_to(world.clock.now().replace(hour=12))
    tell(world, Receiver())
    page = staff.get(PAGE).text
    assert "HTTP 204" in page
    assert "could not be reached" not in page


def test_there_is_nothing_to_test_without_a_help_desk(world, staff):
    assert staff.post(f"{PAGE}/test").status_code == 422
    assert facts(world) == []


def test_one_that_was_switched_off_says_so_here_and_on_health_until_it_is_on_again(world, staff):
    joins(world)
    opened(world)
    assert "It takes what it is told" in staff.get("/app/health").text
    tell(world, Receiver(says=410))
    for address in (PAGE, "/app/health"):
        assert "Switched off since" in staff.get(address).text
        assert "HTTP 410" in staff.get(address).text
    assert "is switched off" in staff.get("/app/").text
    assert staff.post(f"{PAGE}/test").status_code == 422
    answer = staff.post(f"{PAGE}/on", {"version": _version(staff)})
    assert "Switched off" not in answer.text
    assert tell(world, Receiver()) == 1
    assert "Switched off" not in staff.get("/app/health").text


def test_another_address_is_tried_at_once(world, staff):
    joins(world)
    opened(world)
    tell(world, Receiver(says=500))
    staff.post(PAGE, _typed(staff, address="https://new.example/"))
    receiver = Receiver()
    assert tell(world, receiver) == 1
    assert receiver.letters[0][0] == "https://new.example/"


def test_taking_it_away_forgets_all(world, staff):
    joins(world)
    opened(world)
    staff.post(f"{PAGE}/away", {"version": _version(staff)})
    assert (desk(world), facts(world)) == (None, [])


@pytest.mark.parametrize("deed", ["", "/secret", "/on", "/away"])
def test_the_second_of_two_managers_gets_409(world, staff, deed):
    joins(world)
    typed = _typed(staff)
    staff.post(PAGE, _typed(staff, told=["low_score"]))
    assert staff.post(f"{PAGE}{deed}", typed).status_code == 409
    assert desk(world).told == ["low_score"]


def test_two_managers_who_begin_at_the_same_time(world, staff):
    typed = _typed(staff)
    assert staff.post(PAGE, typed).status_code == 200
    assert staff.post(PAGE, typed).status_code == 409


def test_each_change_is_a_line_of_the_access_log_without_its_values(world, staff):
    staff.post(PAGE, _typed(staff))
    staff.post(PAGE, _typed(staff, told=["low_score"]))
    staff.post(PAGE, _typed(staff, told=["low_score"]))  # nothing new
    staff.post(f"{PAGE}/secret", {"version": _version(staff)})
    staff.post(f"{PAGE}/away", {"version": _version(staff)})
    text = _log(staff)
    assert sorted(re.findall(r">(help_desk[^<]*)<", text)) == [
        "help_desk.address, help_desk.secret",
        "help_desk.address, help_desk.told, help_desk.with_words, help_desk.secret",
        "help_desk.secret",
        "help_desk.told",
    ]
    assert "desk.example" not in text


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_managers_see_or_change_it(world, staff, role):
    joins(world)
    staff.become(role)
    assert staff.get(PAGE).status_code == 403
    for deed in ("", "/secret", "/test", "/on", "/away"):
        assert staff.post(f"{PAGE}{deed}", {"version": "1", "address": ADDRESS, "told": ALL}).status_code == 403
    assert PAGE not in staff.get("/app/").text


def test_another_shop_sees_and_changes_nothing(world, staff):
    joins(world)
    opened(world)
    page = staff.get(PAGE, shop=world.other).text
    assert "desk.example" not in page
    assert "Last calls" not in page
    for deed in ("/secret", "/on", "/away"):
        assert staff.post(f"{PAGE}{deed}", {"version": "1"}, shop=world.other).status_code == 409
    assert [one.state for one in listed(world)] == [State.WAITING]
    assert desk(world).version == 1
