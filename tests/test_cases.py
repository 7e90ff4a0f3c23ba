"""Cases: one for each cause and thing while it is open, and what waits for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from world import World

from plugin import cases
from plugin.desk.cases import counted
from plugin.erasure import erase_customer
from plugin.events import CustomerRedacted
from plugin.held import held_about
from plugin.model.case import CaseEntry, Cause, EntryKind, SupportCase
from plugin.projection import Work
from plugin.working_hours import after_working, worked

H = timedelta(hours=1)
ON = ("thank_you", "review_request", "vip_code")


@pytest.fixture
def world(database):
    with World(database, flows_on=ON) as made:
        yield made


@pytest.fixture
def small(sqlite_database):
    with World(sqlite_database, flows_on=ON) as made:
        yield made


def opened(world, who, text="Broken", cause=Cause.BY_HAND, order_id=None, once=None):
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        return cases.open_case(
            work, customer_id=who.id, order_id=order_id, cause=cause, text=text, at=world.clock.now(), once=once
        )


def closed(world, id, user_id="42"):
    with world.database.write(world.shop.id) as session:
        row = session.scalars(select(SupportCase).where(SupportCase.shop_id == world.shop.id)).one()
        cases.close(Work(session, world.shop, world.clock.now()), id, user_id=user_id, seen=row.version)


def rows(world, table):
    with world.database.read(world.shop.id) as session:
        found = session.scalars(select(table).where(table.shop_id == world.shop.id)).all()
    return sorted(found, key=lambda one: getattr(one, "number", 0))


def texts(world):
    opened = world.shop.keys.open
    return [opened("case_entry.text", f"{one.case_id}.{one.number}", one.text) for one in rows(world, CaseEntry)]


def test_the_same_again_is_an_entry_of_the_case_that_is_open(world):
    ada = world.customer()
    first = opened(world, ada)
    assert opened(world, ada, "Still broken") == first
    assert texts(world) == ["Broken", "Still broken"]
    assert opened(world, ada, cause=Cause.CALL) != first
    world.clock.move_by(H)
    closed_one = first
    with world.database.write(world.shop.id) as session:
        cases.close(Work(session, world.shop, world.clock.now()), closed_one, user_id="42", seen=2)
    assert opened(world, ada, "And again") != first


def test_one_fact_told_twice_is_one_entry_even_after_the_case_was_closed(world):
    ada = world.customer()
    first = opened(world, ada, once="mail-1")
    assert opened(world, ada, once="mail-1") == first
    closed(world, first)
    assert opened(world, ada, once="mail-1") == first
    assert len(rows(world, SupportCase)) == 1
    assert [one.kind for one in rows(world, CaseEntry)] == ["said", "closed"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(small):
    id = opened(small, small.customer())
    with small.database.write(small.shop.id) as session:
        work = Work(session, small.shop, small.clock.now())
        cases.assign(work, id, "42", user_id="42", seen=1)
        with pytest.raises(cases.CaseChanged):
            cases.assign(work, id, "43", user_id="43", seen=1)
        with pytest.raises(KeyError):
            cases.close(work, "nobody", user_id="43", seen=1)
    assert [one.owner for one in rows(small, SupportCase)] == ["42"]


def test_the_value_is_what_the_customer_paid_less_what_was_given_back(world):
    ada = world.customer()
    world.order("jumper", by=ada, price="420.00")
    world.refund(world.order("socks", by=ada, price="30.00"), 1000)
    world.cancel(world.order("hat", by=ada))
    opened(world, ada)
    assert [(one.value, one.currency) for one in rows(world, SupportCase)] == [(44000, "GBP")]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ((2026, 6, 10, 9), (2026, 6, 10, 13)),  # a Wednesday
        ((2026, 6, 10, 3), (2026, 6, 10, 13)),
        ((2026, 6, 10, 16), (2026, 6, 11, 11)),
        ((2026, 6, 12, 17), (2026, 6, 15, 12)),  # over a weekend
        ((2026, 6, 13, 11), (2026, 6, 15, 13)),
    ],
)
def test_an_answer_is_due_after_four_working_hours(at, due):
    assert after_working(datetime(*at, tzinfo=UTC), 4 * H, "UTC") == datetime(*due, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ((2026, 6, 10, 9), (2026, 6, 10, 13), 4),  # a Wednesday
        ((2026, 6, 10, 20), (2026, 6, 11, 7), 0),
        ((2026, 6, 10, 17), (2026, 6, 11, 10), 2),
        ((2026, 6, 12, 17), (2026, 6, 15, 10), 2),  # over a weekend
        ((2026, 6, 13, 11), (2026, 6, 14, 11), 0),
        ((2026, 6, 10, 9), (2026, 6, 24, 9), 90),
        ((2026, 6, 10, 13), (2026, 6, 10, 9), 0),
    ],
)
def test_only_hours_in_which_somebody_works_count_as_a_wait(since, until, hours):
    assert worked(datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC), "UTC") == hours * H


@given(
    st.integers(0, 60 * 24 * 730),
    st.integers(1, 60 * 60),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_what_is_due_after_so_many_working_hours_has_waited_so_long(later, minutes, zone):
    at, wait = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=later), timedelta(minutes=minutes)
    assert worked(at, after_working(at, wait, zone), zone) == wait


def test_an_open_case_holds_promotion_until_it_is_closed(world):
    ada = world.customer()
    order = world.order("jumper", by=ada)
    world.delivered(order)
    world.spin(days=20)
    id = opened(world, ada)
    world.spin(days=3, hours=4)
    assert ("vip_code", "held", "case_open") in world.states(flow="vip_code", step=0)
    closed(world, id)
    world.spin()
    assert world.states(flow="vip_code", step=0) == [("vip_code", "accepted", None)]
    assert world.audit() == []


def test_an_open_case_postpones_the_review_request_by_30_days_and_never_cancels_it(world):
    ada = world.customer()
    world.delivered(world.order("jumper", by=ada))
    world.spin(days=6)
    opened(world, ada)
    world.spin(days=2)
    assert world.states(flow="review_request", step=0) == [("review_request", "held", "case_open")]
    world.spin(days=30)
    assert world.states(flow="review_request", step=0) == [("review_request", "accepted", None)]


def test_a_review_request_goes_when_the_case_closes(small):
    ada = small.customer()
    small.delivered(small.order("jumper", by=ada))
    small.spin(days=6)
    id = opened(small, ada)
    small.spin(days=2, hours=4)
    closed(small, id)
    small.spin(hours=1)
    assert small.states(flow="review_request", step=0) == [("review_request", "accepted", None)]


def test_service_messages_go_whatever_is_open(small):
    ada = small.customer()
    opened(small, ada)
    small.order("jumper", by=ada)
    small.spin()
    assert small.states(flow="thank_you", channel="email") == [("thank_you", "accepted", None)]


def test_a_problem_told_opens_a_case_once(world):
    world.delivered(world.order("jumper"))
    world.spin(days=8)
    message = world.message(flow="review_request", step=0)
    said = {"message_id": message.id, "text": "A hole"}
    world.webhook("shopper/problem", said, source="shopper")
    world.webhook("shopper/problem", said, source="shopper")
    (one,) = rows(world, SupportCase)
    assert (one.cause, f"order:{one.order_id}", one.state) == ("problem_told", message.about, "open")
    assert texts(world) == ["A hole"]


def test_erasure_forgets_what_was_said_and_an_export_tells_it(world):
    ada = world.customer()
    opened(world, ada, "Ada's words")
    with world.database.read(world.shop.id) as session:
        held = held_about(Work(session, world.shop, world.clock.now()), [ada.id], [])
    assert [said["text"] for said in held["cases"][0]["what_was_said"]] == ["Ada's words"]
    with world.database.write(world.shop.id) as session:
        event = CustomerRedacted(ada.id, None, None, (), world.clock.now(), world.shop.domain)
        erase_customer(Work(session, world.shop, world.clock.now()), event)
    assert texts(world) == [None]
    assert [(one.customer_id, one.state) for one in rows(world, SupportCase)] == [(None, "closed")]


def test_who_writes_again_after_an_answer_waits_again(world):
    ada = world.customer("Ada")
    id = opened(world, ada)
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        cases.add_entry(work, id, EntryKind.ANSWERED, user_id="42", text="Sorry")
    world.clock.move_by(timedelta(days=3))
    assert overdue(world) == 0
    assert opened(world, ada, "Still broken") == id
    assert overdue(world) == 0, "there are four working hours to answer"
    world.clock.move_by(timedelta(days=3))
    assert overdue(world) == 1


def overdue(world):
    with world.database.read(world.shop.id) as session:
        return counted(session, world.shop, world.clock.now())[1]
