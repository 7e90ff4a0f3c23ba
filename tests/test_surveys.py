"""What is answered to a survey, and what follows from a low answer."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from world import World

from plugin import cases
from plugin.desk import cases as desk_cases
from plugin.desk.flows import switch_on
from plugin.desk.may_write import may_now
from plugin.dossier import Subject, load
from plugin.erasure import erase_customer
from plugin.events import Channel, CustomerRedacted, Purpose
from plugin.flows.flow import Plan
from plugin.model.case import Cause, SupportCase
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.projection import Work
from plugin.questions import is_low
from plugin.stages.outbox.context import context_of
from plugin.stages.outbox.judge import Go
from plugin.stages.outbox.passed_on import PassedOn

ON = ("nps",)


@pytest.fixture
def world(database):
    with World(database, flows_on=ON) as made:
        yield made


@pytest.fixture
def asking(database):
    with World(database, flows_on=("csat",)) as made:
        yield made


@pytest.fixture
def going(sqlite_database):
    with World(sqlite_database, flows_on=("going",)) as made:
        yield made


@pytest.fixture
def small(sqlite_database):
    with World(sqlite_database, flows_on=ON) as made:
        yield made


def asked(world):
    """Somebody who has had the question."""
    world.delivered(world.order("jumper"))
    world.spin(days=10, hours=4)
    return world.message(flow="nps", state="accepted")


def answer(world, message, given, comment="", kind="nps"):
    said = {"message_id": message.id, "kind": kind, "answer": str(given), "comment": comment}
    world.webhook("shopper/survey", said, source="shopper")


def rows(world, table):
    with world.database.read(world.shop.id) as session:
        return session.scalars(select(table).where(table.shop_id == world.shop.id)).all()


def test_a_second_answer_edits_the_first(world):
    message = asked(world)
    answer(world, message, 9)
    world.clock.move_by(world.encore.lease)
    answer(world, message, 8, "On second thought")
    (one,) = rows(world, SurveyAnswer)
    assert (one.kind, one.score, f"order:{one.order_id}") == ("nps", 8, message.about)
    assert world.shop.keys.open("survey_answer.comment", one.id, one.comment) == "On second thought"
    assert one.edited_at > one.answered_at


@pytest.mark.parametrize(("score", "is_seen_to"), [(0, True), (6, True), (7, False), (10, False)])
def test_a_low_answer_opens_a_case(small, score, is_seen_to):
    answer(small, asked(small), score)
    assert [one.cause for one in rows(small, SupportCase)] == ["low_score"] * is_seen_to


def test_a_low_answer_told_twice_is_one_case_and_one_entry(world):
    message = asked(world)
    answer(world, message, 2)
    answer(world, message, 2)
    assert [one.version for one in rows(world, SupportCase)] == [1]


def test_a_low_answer_holds_promotion(small):
    message = asked(small)
    answer(small, message, 3)
    with small.database.read(small.shop.id) as session:
        who = load(session, small.shop, [Subject(message.customer_id)], small.clock.now(), for_policy=True)
    assert may_now(who[Subject(message.customer_id)], Channel.EMAIL, Purpose.PROMOTIONAL).reason == "case_open"


def test_a_low_answer_starts_the_merchants_workflow(small):
    used = {"flow_trigger_definition_id": "low-score-given", "has_enabled_flow": True}
    small.webhook("flow/triggers", {**used, "timestamp": "2026-02-01T08:00:00Z"}, source="flow")
    message = asked(small)
    answer(small, message, 1)
    small.inline.wake("tell")
    ((handle, payload),) = small.platform.triggered(small.shop.id)
    assert (handle, payload["Rating"], payload["customer_id"]) == ("low-score-given", 1, message.customer_id)


def test_what_is_no_answer_is_rejected(small):
    message = asked(small)
    answer(small, message, 11)
    answer(small, message, "quality")
    assert rows(small, SurveyAnswer) == []


def test_the_mail_has_a_link_for_every_answer(small):
    asked(small)
    letter = small.letters()[-1].payload.decode("utf-8", "replace").replace("=\n", "").replace("=3D", "=")
    assert all(f"?a={score}" in letter for score in range(11))


def test_erasure_leaves_the_score_and_nobody(small):
    message = asked(small)
    answer(small, message, 3, "It was me")
    with small.database.write(small.shop.id) as session:
        gone = CustomerRedacted(message.customer_id, None, None, (), small.clock.now(), small.shop.domain)
        erase_customer(Work(session, small.shop, small.clock.now()), gone)
    assert [(one.score, one.comment, one.customer_id) for one in rows(small, SurveyAnswer)] == [(3, None, None)]


def handled(world, who, cause=Cause.PROBLEM_TOLD):
    """A case of theirs that the staff closed."""
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        id = cases.open_case(work, customer_id=who.id, order_id=None, cause=cause, text="Odd", at=work.now)
    desk_cases.close(world.encore, world.encore.shops.by_id(world.shop.id), id, user_id="42", seen=1)
    return id


def test_a_closed_case_is_asked_about_once_and_a_low_answer_opens_one_that_is_not(asking):
    ada = asking.customer()
    asking.order("jumper", by=ada)
    asking.clock.move_by(timedelta(hours=1))
    id = handled(asking, ada)
    asking.spin(days=2, hours=12)
    message = asking.message(flow="csat")
    assert (message.about, message.state) == (f"case:{id}", "accepted")
    answer(asking, message, 2, "Nobody rang", kind="csat")
    (low,) = [one for one in rows(asking, SupportCase) if one.cause == "low_score"]
    desk_cases.close(asking.encore, asking.encore.shops.by_id(asking.shop.id), low.id, user_id="42", seen=low.version)
    handled(asking, ada)
    assert len(asking.outbox(flow="csat")) == 1


def test_closing_old_cases_after_the_switch_asks_nobody(small):
    ada = small.customer()
    with small.database.write(small.shop.id) as session:
        work = Work(session, small.shop, small.clock.now())
        id = cases.open_case(
            work, customer_id=ada.id, order_id=None, cause=Cause.REPLY, text="Old", at=work.now - timedelta(days=3)
        )
    shop = small.encore.shops.by_id(small.shop.id)
    shop = switch_on(small.encore, shop, shop.settings_version, small.encore.flows["csat"])
    desk_cases.close(small.encore, shop, id, user_id="42", seen=1)
    assert small.outbox(flow="csat") == []


@pytest.mark.parametrize(("kind", "low", "fine"), [("nps", 6, 7), ("csat", 2, 3), ("going", 1, 2)])
def test_which_answers_a_person_looks_at(kind, low, fine):
    assert is_low(SurveyKind(kind), low)
    assert not is_low(SurveyKind(kind), fine)


@pytest.mark.parametrize("kind", ["ces", "values", "source"])
def test_the_other_questions_open_no_case(kind):
    assert not any(is_low(SurveyKind(kind), score) for score in (None, 1, 7))


def test_what_somebody_said_last_is_what_their_messages_know(world):
    message = asked(world)
    for given, kind in ((3, "nps"), ("price", "values"), (9, "nps"), ("delivery", "values")):
        answer(world, message, given, kind=kind)
        world.clock.move_by(timedelta(minutes=1))
    who = Subject(message.customer_id)
    with world.database.read(world.shop.id) as session:
        found = load(session, world.shop, [who], world.clock.now(), for_policy=True)[who]
    assert (found.matters_most, found.recommends) == ("delivery", "promoter")


def test_going_badly_opens_a_case(going):
    going.delivered(going.order("jumper"))
    going.spin(days=3, hours=23)
    message = going.message(flow="going", state="accepted")
    answer(going, message, 1, "The zip is broken", kind="going")
    assert [one.cause for one in rows(going, SupportCase)] == ["low_score"]


@pytest.mark.parametrize(("flow", "known"), [("cross_sell", "detractor"), ("review_request", None)])
def test_the_question_about_reviews_does_not_know_who_would_recommend(small, flow, known):
    message = asked(small)
    answer(small, message, 2)
    who = Subject(message.customer_id)
    with small.database.read(small.shop.id) as session:
        dossier = load(session, small.shop, [who], small.clock.now(), for_policy=True)[who]
    row = SimpleNamespace(id="m1", flow=flow, step=0, about=message.about, purpose="feedback")
    go = Go(Channel.EMAIL, Plan(small.clock.now(), small.clock.now(), message.about), ())
    made = context_of(small.encore, small.shop, row, go, dossier, None, {}, PassedOn({}, {}), {}, small.clock.now())
    assert made.context.recommends == known
