"""Inbox and tasks, as the staff see them."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select, update

from plugin import cases
from plugin.desk import cases as desk
from plugin.model.case import Cause, SupportCase
from plugin.model.message import Message
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


def test_the_report_counts_the_waits_of_working_hours(staff):
    world = staff.world
    world.spin(to="2026-02-06 17:00")  # a Friday
    for number in range(10):
        id = opened(world, "Ada")
        world.spin(to="2026-02-09 09:30" if number == 0 else None)
        if number == 9:
            world.spin(hours=5)
        staff.post(f"/app/cases/{id}/answer", {"text": "Yes", "seen": "1"})
    with world.database.read(world.shop.id) as session:
        told = desk.report(session, world.shop, world.clock.now())
    assert (told.opened, told.answered) == (10, 10)
    assert (told.first_answer, told.nine_of_ten) == (timedelta(0), timedelta(hours=1, minutes=30))
    page = staff.get("/app/cases").text
    assert "90 minutes" in page
    assert "Monday to Friday, 9 to 18 in your shop's time zone, Europe/London" in page


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
    id = opened(staff.world, "Ada", cause=Cause.REPLY, came=cases.Came(by_mail=True))
    customer_id = row(staff.world, id).customer_id
    page = staff.get(f"/app/customers/{customer_id}").text
    assert f"/app/cases/{id}" in page
    assert f'<a href="/app/cases/{id}">Wrote to you by e-mail</a>' in page


def test_the_other_shop_has_none_of_it(staff):
    opened(staff.world, "Ada")
    assert "support_case" not in staff.world.seen_by_other()


def test_closing_a_case_plans_the_question_how_it_was_handled(staff):
    id = opened(staff.world, "Ada")
    staff.post(f"/app/cases/{id}/close", {"seen": "1"})
    message = staff.world.message(flow="csat")
    assert (message.about, message.state) == (f"case:{id}", "planned")
    assert "their case" in staff.get(f"/app/customers/{message.customer_id}/ahead").text


def test_an_answer_is_sent_once_and_the_case_shows_what_became_of_it(staff):
    id = opened(staff.world, "Ada")
    place = f"/app/cases/{id}"
    assert "It goes to ada" in staff.get(place).text
    said = {"text": "A new one <b>is</b> on its way\nAda's team", "seen": "1"}
    assert "Scheduled" in staff.post(f"{place}/send", said).text
    again = staff.post(f"{place}/send", said)
    assert again.status_code == 409
    assert "A new one &lt;b&gt;is&lt;/b&gt; on its way" in again.text
    staff.world.spin(minutes=1)
    message = staff.world.message(flow="case_reply")
    page = staff.get(place).text
    assert f"/app/outbox/{message.id}" in page
    assert ">Sent</s-badge>" in page
    staff.world.report(message, "bounced")
    assert "Came back" in staff.get(place).text
    customer = staff.get(f"/app/customers/{message.customer_id}").text
    assert "an answer in their case" in customer


def test_where_no_answer_can_go_the_page_says_so_in_place_of_the_button(staff):
    world = staff.world
    id = opened(world, "Ada")
    assert "Send by e-mail" in staff.get(f"/app/cases/{id}").text
    world.spin(minutes=1)
    world.report(world.message(flow="thank_you", channel="email"), "complained")
    page = staff.get(f"/app/cases/{id}").text
    assert "Send by e-mail" not in page
    assert "reported an earlier message as spam" in page
    refused = staff.post(f"/app/cases/{id}/send", {"text": "My long answer", "seen": "1"})
    assert refused.status_code == 422
    assert "My long answer" in refused.text
    assert row(world, id).version == 1
    assert staff.post("/app/flows/case_reply/switch", {"to": "off", "version": "1"}).status_code == 200
    assert "the flow for them is off" in staff.get(f"/app/cases/{id}").text


def test_who_may_not_change_a_case_is_offered_no_answer(staff):
    id = opened(staff.world, "Ada")
    staff.become("viewer")
    assert "Send by e-mail" not in staff.get(f"/app/cases/{id}").text
    assert staff.post(f"/app/cases/{id}/send", {"text": "Hello", "seen": "1"}).status_code == 403


def test_a_question_passed_on_is_named_on_the_customers_page(staff):
    id = opened(staff.world, "Ada")
    customer_id = row(staff.world, id).customer_id
    thanks = staff.world.message(flow="thank_you", channel="email")
    with staff.world.database.write(staff.world.shop.id) as session:
        changed = update(Message).where(Message.shop_id == staff.world.shop.id, Message.id == thanks.id)
        session.execute(changed.values(about=f"question:q1@{customer_id}", flow="question"))
    assert "another shopper&#39;s question" in staff.get(f"/app/customers/{customer_id}").text
