"""Inbox and tasks, as the staff see them."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from plugin import cases
from plugin.model.case import Cause, SupportCase
from plugin.projection import Work


def opened(world, name, price="30.00", text="A hole", cause=Cause.PROBLEM_TOLD, came=cases.HERE):
    who = world.customer(name)
    order = world.order("jumper", by=who, price=price)
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        return cases.open_case(
            work, customer_id=who.id, order_id=order.id, cause=cause, text=text, at=world.clock.now(), came=came
        )


def row(world, id):
    with world.database.read(world.shop.id) as session:
        return session.scalar(select(SupportCase).where(SupportCase.shop_id == world.shop.id, SupportCase.id == id))


def test_what_is_worth_most_comes_first_and_what_is_late_is_marked(staff):
    world = staff.world
    first, second = opened(world, "Ada"), opened(world, "Berta", "420.00")
    page = staff.get("/app/cases").text
    assert page.index(second) < page.index(first)
    assert "£420.00" in page
    assert page.count('tone="critical"') == 0
    world.clock.move_by(timedelta(days=3))
    assert staff.get("/app/cases").text.count('tone="critical"') == 2


def test_a_case_is_answered_given_closed_and_opened_again(staff):
    id = opened(staff.world, "Ada")
    place = f"/app/cases/{id}"
    assert "A hole" in staff.get(place).text
    assert staff.post(f"{place}/answer", {"text": "A new one is on its way", "seen": "1"}).status_code == 200
    assert row(staff.world, id).first_answer_at == staff.world.clock.now()
    owner = re.search(r'<option value="(\d+)"', staff.get(place).text)[1]
    assert staff.post(f"{place}/assign", {"owner": owner, "seen": "2"}).status_code == 200
    assert row(staff.world, id).owner == owner
    assert staff.post(f"{place}/close", {"seen": "3"}).status_code == 200
    assert id in staff.get("/app/cases?state=closed").text
    assert id not in staff.get("/app/cases").text
    assert staff.post(f"{place}/reopen", {"seen": "4"}).status_code == 200
    assert id in staff.get("/app/cases").text


def test_how_a_mail_came_is_said_beside_its_words(staff):
    id = opened(staff.world, "Ada", cause=Cause.REPLY, came=cases.Came(from_elsewhere=True, left_out=2))
    page = staff.get(f"/app/cases/{id}").text
    assert "Written from another address" in page
    assert "2 attachments were not kept." in page


def test_what_somebody_else_did_meanwhile_is_said_and_what_was_typed_is_kept(staff):
    id = opened(staff.world, "Ada")
    answer = staff.post(f"/app/cases/{id}/answer", {"text": "My long answer", "seen": "0"})
    assert answer.status_code == 409
    assert "My long answer" in answer.text
    assert staff.post(f"/app/cases/{id}/close", {"seen": "x"}).status_code == 409


def test_nothing_is_not_an_answer(staff):
    id = opened(staff.world, "Ada")
    assert staff.post(f"/app/cases/{id}/answer", {"text": "  ", "seen": "1"}).status_code == 422
    assert staff.post("/app/cases/none/close", {"seen": "1"}).status_code == 404


def test_a_viewer_sees_neither_names_nor_words(staff):
    id = opened(staff.world, "Zephyrine", text="Quatrefoil")
    staff.become("viewer")
    for place in ("/app/cases", f"/app/cases/{id}"):
        page = staff.get(place).text
        assert "Zephyrine" not in page
        assert "Quatrefoil" not in page
    assert staff.post(f"/app/cases/{id}/close", {"seen": "1"}).status_code == 403


def test_a_customers_page_shows_their_cases(staff):
    id = opened(staff.world, "Ada")
    customer_id = row(staff.world, id).customer_id
    assert f"/app/cases/{id}" in staff.get(f"/app/customers/{customer_id}").text


def test_the_other_shop_has_none_of_it(staff):
    opened(staff.world, "Ada")
    assert "support_case" not in staff.world.seen_by_other()


def test_closing_a_case_plans_the_question_how_it_was_handled(staff):
    id = opened(staff.world, "Ada")
    staff.post(f"/app/cases/{id}/close", {"seen": "1"})
    message = staff.world.message(flow="csat")
    assert (message.about, message.state) == (f"case:{id}", "planned")
    assert "their case" in staff.get(f"/app/customers/{message.customer_id}/ahead").text
