"""Every door by which shoppers change something takes so much from one of them and no more, and from the others what
they have to say. What was taken before stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from block_tokens import bearer, block_token
from proxied import proxied
from questioned import JUMPER, Questioned
from sqlalchemy import func, select
from werkzeug.test import TestResponse
from world import World

from plugin.app import create_app
from plugin.compose.links import LIFETIMES, LinkPurpose
from plugin.db.session import Database
from plugin.desk import reviews
from plugin.desk.review_list import Choice, listed
from plugin.inbox import open_body
from plugin.model import Base
from plugin.model.inbox import InboxItem
from plugin.model.review import ReviewState
from ui.doors import Door
from ui.shopper.often import PER_HOUR

ADA, BOB = 0, 1
MOST = 130  # no door takes more from one shopper in a row
QUIET = {"/ext/pixel"}  # says the same whatever it counts: tests/ui/blocks/test_pixel.py floods it
Send = Callable[["Crowd", int, int], TestResponse]


@dataclass
class Crowd:
    """Ada and Bob have each a jumper, a review of it that is published, and a question by mail."""

    world: World
    app: Any
    people: list[Any]
    review_id: str
    question_id: str

    def post(self, place: str, **more: Any) -> TestResponse:
        return self.app.test_client(use_cookies=False).post(place, **more)

    def link(self, purpose: LinkPurpose, who: int, flow: str = "review_request") -> str:
        (message,) = self.world.outbox(flow=flow, customer_id=self.people[who].id, step=0)
        until = self.world.clock.now() + LIFETIMES[purpose]
        token = self.world.encore.links.sign(purpose, self.world.shop.public_id, message.id, until)
        return f"/s/{purpose.value}/{token}"

    def line(self, who: int) -> int:
        return int(self.world.outbox(flow="review_request", customer_id=self.people[who].id)[0].line_ids[0])

    def visit(self, place: str, who: int, time: int, **data: str) -> TestResponse:
        """Through Shopify and a proxy of our own; left of what they write down stands what a visitor made up."""
        told = f"198.18.0.{time}, 192.0.2.{who + 1}, 198.51.100.7"
        query = proxied(self.world.shop)
        return self.post(f"/proxy/{place}", query_string=query, data=data, headers={"X-Forwarded-For": told})

    def rows(self) -> int:
        """How many rows there are in all tables of the shop."""
        shop, tables = self.world.shop, [one for one in Base.metadata.sorted_tables if "shop_id" in one.c]
        counts = [select(func.count()).select_from(one).where(one.c.shop_id == shop.id) for one in tables]
        with self.world.database.read(shop.id) as session:
            return sum(session.scalar(one) or 0 for one in counts)

    def told(self) -> list[bytes]:
        with self.world.database.read(self.world.shop.id) as session:
            mine = select(InboxItem).where(InboxItem.shop_id == self.world.shop.id).order_by(InboxItem.id)
            return [open_body(self.world.shop.keys, one) for one in session.scalars(mine)]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Crowd]:
    path = tmp_path_factory.mktemp("rate-limits") / "encore.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", durable=False)
    with World(database) as world:
        asking = Questioned(world)
        people = [asking.owner(name) for name in ("Ada", "Bob")]
        world.spin(days=8)
        asking.ask()
        question_id = asking.publish()
        world.spin(days=1)
        crowd = Crowd(world, create_app(world.encore), people, "", question_id)
        assert [review(crowd, who, 0).status_code for who in (ADA, BOB)] == [200, 200]
        world.inline.wake("inbox")
        with world.database.read(world.shop.id) as session:
            waiting = listed(session, world.shop, Choice(ReviewState.WAITING)).rows
        assert reviews.publish(world.encore, world.shop, [one.seen for one in waiting], user_id="42") == 2
        yield replace(crowd, review_id=waiting[0].id)
    database.close()


@pytest.fixture
def crowd(gathered: Crowd) -> Crowd:
    """Two hours later, and nobody has done anything yet: what was counted is of the application, and that is new."""
    gathered.world.clock.move_by(timedelta(hours=2))
    return replace(gathered, app=create_app(gathered.world.encore))


def review(crowd: Crowd, who: int, time: int) -> TestResponse:
    line = crowd.line(who)
    data = {f"stars-{line}": "4", f"text-{line}": f"Time {time}."}
    return crowd.post(crowd.link(LinkPurpose.REVIEW, who), data=data)


def review_that_lacks_its_stars(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.post(crowd.link(LinkPurpose.REVIEW, who), data={f"text-{crowd.line(who)}": f"Time {time}."})


def withdraw(crowd: Crowd, who: int, _time: int) -> TestResponse:
    return crowd.post(f"{crowd.link(LinkPurpose.REVIEW, who)}/withdraw/{crowd.line(who)}")


def survey(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.post(crowd.link(LinkPurpose.SURVEY, who), data={"answer": "9", "comment": f"Time {time}."})


def answer(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.post(crowd.link(LinkPurpose.ANSWER, who, "question"), data={"text": f"Time {time}."})


def preferences(crowd: Crowd, who: int, _time: int) -> TestResponse:
    data = {"email": "on", "was-email": "off"}
    return crowd.post(crowd.link(LinkPurpose.PREFERENCES, who), data=data)


def come_back(crowd: Crowd, who: int, _time: int) -> TestResponse:
    return crowd.post(crowd.link(LinkPurpose.UNSUBSCRIBE, who), data={"choice": "return"})


def question(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.visit(f"questions/{JUMPER}", who, time, text=f"Time {time} of {who}?")


def report_question(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.visit(f"question/{crowd.question_id}/report", who, time)


def helpful(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.visit(f"review/{crowd.review_id}/helpful", who, time)


def report_review(crowd: Crowd, who: int, time: int) -> TestResponse:
    return crowd.visit(f"review/{crowd.review_id}/report", who, time)


def birthday(crowd: Crowd, who: int, time: int) -> TestResponse:
    token = bearer(block_token(crowd.world.shop.domain, crowd.people[who].id))
    return crowd.post("/ext/birthday", json={"month": 5, "day": 1 + time % 28}, headers=token)


DOORS: dict[str, Send] = {
    "/s/review/<token>": review,
    "/s/review/<token>/withdraw/<key>": withdraw,
    "/s/survey/<token>": survey,
    "/s/answer/<token>": answer,
    "/s/preferences/<token>": preferences,
    "/s/unsubscribe/<token>": come_back,
    "/proxy/questions/<int:product_id>": question,
    "/proxy/question/<id>/report": report_question,
    "/proxy/review/<id>/helpful": helpful,
    "/proxy/review/<id>/report": report_review,
    "/ext/birthday": birthday,
}


@pytest.mark.parametrize("rule", DOORS)
def test_rate_limits(crowd, rule):
    send = DOORS[rule]
    answers = until_refused(crowd, send)
    assert {one.status_code for one in answers[:-1]} == {200}
    kept, refused = crowd.rows(), send(crowd, ADA, len(answers))
    assert (refused.status_code, crowd.rows()) == (429, kept), "what was taken stays, and nothing comes to it"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "Traceback" not in refused.text
    assert refused.is_json or "<main" in refused.text
    assert send(crowd, BOB, 0).status_code == 200
    assert crowd.rows() > kept, "another shopper gets through"
    crowd.world.clock.move_by(seconds(refused))
    assert send(crowd, ADA, len(answers)).status_code == 200


def test_no_door_for_shoppers_is_without_a_limit(crowd):
    shoppers = (Door.PUBLIC, Door.LINK, Door.PROXY, Door.CHECKOUT, Door.CUSTOMER)
    rules = {
        rule.rule
        for rule in crowd.app.url_map.iter_rules()
        if "POST" in rule.methods and crowd.app.view_functions[rule.endpoint].door in shoppers
    }
    assert rules == DOORS.keys() | QUIET


def test_a_form_that_is_sent_wrongly_without_end_is_refused_before_it_is_read(crowd):
    answers = until_refused(crowd, review_that_lacks_its_stars)
    assert [one.status_code for one in answers] == [422] * PER_HOUR + [429]


@pytest.mark.parametrize(
    ("purpose", "data"),
    [(LinkPurpose.UNSUBSCRIBE, {"choice": "leave"}), (LinkPurpose.PREFERENCES, {"was-email": "on"}),
     (LinkPurpose.PREFERENCES, {"choice": "stop"})],
)  # fmt: skip
def test_whoever_leaves_is_never_refused_and_one_time_a_second_is_enough(crowd, purpose, data):
    place, before = crowd.link(purpose, ADA), len(crowd.told())
    for _ in range(3 * PER_HOUR):
        assert crowd.post(place, data=data).status_code == 200
    assert len(crowd.told()) - before == PER_HOUR + 1
    crowd.world.clock.move_by(timedelta(seconds=1))
    assert crowd.post(place, data=data).status_code == 200
    assert len(crowd.told()) - before == PER_HOUR + 2


def until_refused(crowd: Crowd, send: Send) -> list[TestResponse]:
    """Everything that Ada is told, the refusal last."""
    answers = []
    while not answers or answers[-1].status_code != 429:
        answers.append(send(crowd, ADA, len(answers)))
        assert len(answers) < MOST, "no limit"
    return answers


def seconds(refused: TestResponse) -> timedelta:
    return timedelta(seconds=int(refused.headers["Retry-After"]))
