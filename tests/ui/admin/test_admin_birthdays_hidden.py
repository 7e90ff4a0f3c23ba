"""Whoever may not see people learns no birthday from when something goes: not from a list, its filters or its
numbers, and not from a customer's pages."""

from __future__ import annotations

import pytest
from world import World

from plugin.desk.hidden import hidden_flows
from plugin.roles import Role

BORN = "1990-04-20"
LISTS = (
    "/app/outbox?state=all", "/app/outbox?state=all&flow=birthday", "/app/outbox?state=next",
    "/app/outbox?state=all&day=2026-04-20", "/app/customers", "/app/codes", "/app/codes?flow=birthday",
)  # fmt: skip
TELLING = ("20 Apr", "21 Apr", "Apr 20", "2026-04-20T", "2026-04-19T", "Birthday</a>", "BDAY")


@pytest.fixture
def world(sqlite_database):
    with World(sqlite_database, name="pots") as made:
        yield made


@pytest.fixture
def ada(world):
    """Greeted this morning, and clicked at once; somebody else is next tomorrow."""
    ada = world.customer("Ada", birthday=BORN)
    tom = world.customer("Tom", birthday="1990-04-21")
    for who in (ada, tom):
        world.order("jumper", by=who)
    world.spin(to="2026-04-20 12:00")
    world.click(world.message(flow="birthday", customer_id=ada.id, state="accepted"))
    return ada


def places(ada) -> tuple[str, ...]:
    mine = f"/app/customers/{ada.id}"
    return (
        *LISTS, mine, f"{mine}/ahead", f"/app/outbox?state=all&customer={ada.id}", f"/app/codes?customer={ada.id}",
        f"/app/flows/birthday/preview?customer={ada.id}",
    )  # fmt: skip


def test_a_viewer_finds_no_birthday_anywhere_and_an_editor_does(staff, world, ada):
    seen = {place: staff.get(place).text for place in places(ada)}
    assert all(any(one in seen[place] for one in TELLING) for place in (*LISTS[:6], f"/app/customers/{ada.id}"))
    staff.become("viewer")
    for place in places(ada):
        answer = staff.get(place)
        assert answer.status_code == 200, place
        assert [one for one in TELLING if one in _rows(answer.text)] == [], place


def test_a_birthday_message_itself_is_for_whoever_may_see_people(staff, world, ada):
    message = world.message(flow="birthday", customer_id=ada.id, state="accepted")
    assert staff.get(f"/app/outbox/{message.id}").status_code == 200
    staff.become("viewer")
    answer = staff.get(f"/app/outbox/{message.id}")
    assert answer.status_code == 403
    assert not any(one in answer.text for one in TELLING)
    other = world.message(flow="thank_you", customer_id=ada.id, channel="email")
    assert staff.get(f"/app/outbox/{other.id}").status_code == 200


def test_the_pages_say_that_something_is_left_out_and_offer_no_filter_for_it(staff, world, ada):
    staff.become("viewer")
    for place, said in (
        ("/app/outbox", "Birthday messages are not listed"),
        ("/app/codes", "Birthday codes are not"),
    ):
        text = staff.get(place).text
        assert said in text
        assert 'value="birthday"' not in text


def test_the_numbers_of_today_count_what_the_viewer_is_shown(staff, world, ada):
    """Otherwise a number that no row accounts for says that it is somebody's birthday."""
    assert _sent_today(staff) == 1
    staff.become("viewer")
    assert _sent_today(staff) == 0


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_see_people_sees_them(role):
    assert (hidden_flows(role) == ()) == role.may_see_people


def _sent_today(staff) -> int:
    return int(staff.get("/app/").text.partition('class="stat ')[2].partition("<strong>")[2].partition("<")[0])


def _rows(text: str) -> str:
    """The page without the way back to the flow's own page."""
    return text.replace('href="/app/flows/birthday">Birthday</a>', "")
