"""What a shop's help desk is told, from the fact to the other side."""

from __future__ import annotations

import http.server
import threading
from datetime import timedelta

import pytest
from help_desk_world import (
    ADDRESS,
    Receiver,
    answered,
    closed,
    desk,
    erased,
    facts,
    is_signed,
    joins,
    listed,
    opened,
    tell,
)
from sqlalchemy.exc import OperationalError
from tls_places import certificate_of, https_server
from world import World

from plugin.desk.help_desk import State
from plugin.desk.help_desk_moves import send_test, switch_on
from plugin.held import held_about
from plugin.outside import Outside
from plugin.projection.work import Work
from plugin.runtime.executors import InlineExecutor
from plugin.stages import help_desk, prune

H = timedelta(hours=1)
NAME = "desk.example"


@pytest.fixture
def world(database):
    with World(database, flows_on=("review_request",)) as made:
        made.not_spun = (*made.not_spun, "help_desk")
        yield made


@pytest.fixture
def small(sqlite_database):
    with World(sqlite_database, flows_on=("review_request",)) as made:
        made.not_spun = (*made.not_spun, "help_desk")
        yield made


@pytest.fixture
def receiver():
    return Receiver()


def reviews(world, stars, who=None):
    """A buyer reviews what they bought; returns the order's number."""
    order = world.order("jumper", by=who)
    world.delivered(order)
    world.spin(days=8)
    message = world.message(flow="review_request", step=0)
    items = [{"line": message.line_ids[0], "stars": stars, "title": "Thin", "text": "The wool is thin"}]
    world.webhook("shopper/review", {"message_id": message.id, "items": items}, source="shopper")
    return order


def test_the_life_of_a_case_is_told(world, receiver):
    joins(world)
    ada = world.customer("Ada")
    case = opened(world, ada)
    world.spin(minutes=1)
    opened(world, ada, "Are you there?")
    world.spin(minutes=1)
    number = answered(world, case)
    world.spin(minutes=1)
    closed(world, case, number)
    assert tell(world, receiver) == 4
    assert receiver.kinds == ["case_opened", "customer_wrote", "case_answered", "case_closed"]
    first = receiver.told[0]
    assert first == {
        "id": receiver.ids[0], "kind": "case_opened", "at": "2026-02-01T08:00:00Z", "shop": world.shop.domain,
        "link": f"https://admin.shopify.com/store/pots/apps/encore/app/cases/{case}", "case_id": case,
        "customer_id": ada.id, "cause": "reply",
    }  # fmt: skip
    assert [one.state for one in listed(world)] == [State.TOLD] * 4
    assert tell(world, receiver) == 0


def test_a_bad_review_is_a_review_and_a_low_score(small, receiver):
    joins(small)
    order = reviews(small, 2)
    tell(small, receiver)
    assert sorted(receiver.kinds) == ["low_score", "review_submitted"]
    for one in receiver.told:
        assert (one["score"], one["of"], one["order_id"]) == (2, 5, order.id)
        assert one["link"].endswith("/app/reviews")
        assert "case_id" not in one


def test_a_good_review_is_no_low_score(small, receiver):
    joins(small)
    reviews(small, 5)
    tell(small, receiver)
    assert receiver.kinds == ["review_submitted"]


def test_a_low_answer_to_a_survey_names_its_case(sqlite_database, receiver):
    small = World(sqlite_database, flows_on=("nps",))
    small.not_spun = (*small.not_spun, "help_desk")
    joins(small, "low_score")
    small.delivered(small.order("jumper"))
    small.spin(days=10, hours=4)
    message = small.message(flow="nps", state="accepted")
    said = {"message_id": message.id, "kind": "nps", "answer": "3", "comment": "Late"}
    small.webhook("shopper/survey", said, source="shopper")
    tell(small, receiver)
    (one,) = receiver.told
    assert (one["kind"], one["score"], one["of"]) == ("low_score", 3, 10)
    assert one["link"].endswith(f"/app/cases/{one['case_id']}")
    small.close()


def test_only_what_was_chosen_is_written_down(world, receiver):
    joins(world, "case_answered")
    answered(world, opened(world))
    tell(world, receiver)
    assert receiver.kinds == ["case_answered"]


def test_nothing_is_written_down_for_a_shop_without_a_help_desk(world):
    opened(world)
    assert facts(world) == []


def test_without_the_tick_nothing_that_a_person_wrote_leaves(world, receiver):
    joins(world)
    opened(world, world.customer("Grace"), "My kettle leaks")
    tell(world, receiver)
    assert b"Grace" not in receiver.letters[0][1]
    assert b"kettle" not in receiver.letters[0][1]


def test_with_it_the_name_and_the_words_do(small, receiver):
    joins(small, with_words=True)
    opened(small, small.customer("Grace"), "My kettle leaks")
    reviews(small, 1, small.customer("Ada"))
    tell(small, receiver)
    first, *others = receiver.told
    assert (first["name"].split()[0], first["text"]) == ("Grace", "My kettle leaks")
    assert {one["text"] for one in others} == {"Thin\nThe wool is thin"}


def test_a_letter_is_signed_with_the_secret_and_the_time_of_the_try(world, receiver):
    secret = joins(world)
    opened(world)
    receiver.says = 500
    tell(world, receiver)
    world.spin(minutes=2)
    tell(world, receiver)
    assert len(receiver.letters) == 2
    assert all(is_signed(body, headers, secret) for _, body, headers in receiver.letters)
    assert not is_signed(receiver.letters[0][1] + b" ", receiver.letters[0][2], secret)
    first, second = (int(headers["Encore-Time"]) for _, _, headers in receiver.letters)
    assert second - first == 120
    assert {address for address, _, _ in receiver.letters} == {ADDRESS}


def test_the_same_fact_twice_is_told_once(world, receiver):
    joins(world)
    ada = world.customer("Ada")
    opened(world, ada, once="mail.1")
    opened(world, ada, once="mail.1")
    tell(world, receiver)
    assert receiver.kinds == ["case_opened"]


def test_a_crash_after_it_was_taken_tells_it_again_with_the_same_id(world, receiver, monkeypatch):
    joins(world)
    opened(world)

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("plugin.stages.help_desk._taken", dies)
    with pytest.raises(KeyboardInterrupt):
        tell(world, receiver)
    monkeypatch.undo()
    assert tell(world, receiver) == 0  # the lease of the worker that died
    world.spin(seconds=60)
    assert tell(world, receiver) == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    assert len({body for _, body, _ in receiver.letters}) == 1


def test_a_crash_before_it_left_loses_nothing(world, receiver, monkeypatch):
    joins(world)
    opened(world)

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(receiver, "post", dies)
    with pytest.raises(KeyboardInterrupt):
        tell(world, receiver)
    monkeypatch.undo()
    world.spin(seconds=60)
    assert tell(world, receiver) == 1


def test_workers_at_the_same_time_tell_each_fact_once(world, receiver):
    joins(world)
    for number in range(30):
        opened(world, text=str(number))
    failed = []

    def work():
        try:
            tell(world, receiver)
        except OperationalError as error:  # pragma: no cover
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert len(receiver.ids) == len(set(receiver.ids)) == 30


@pytest.mark.parametrize("says", [None, 302, 400, 404, 429, 500])
def test_what_is_not_taken_is_told_later(world, receiver, says):
    joins(world)
    opened(world)
    receiver.says = says
    assert tell(world, receiver) == 0
    (one,) = listed(world)
    assert (one.state, one.answer, one.tries) == (State.WAITING, says, 1)
    receiver.says = 200
    assert tell(world, receiver) == 0  # not at once
    world.spin(minutes=2)
    assert tell(world, receiver) == 1
    assert desk(world).failures == 0


def test_a_fact_that_is_never_taken_does_not_stop_the_others(world, receiver):
    joins(world)
    bad = opened(world, text="odd")
    world.spin(minutes=1)
    good = [opened(world, text=str(number)) for number in range(7)]
    posted = receiver.post

    def picky(address, body, headers):
        return 422 if bad.encode() in body else posted(address, body, headers)

    receiver.post = picky
    tell(world, receiver)
    world.spin(minutes=2)
    tell(world, receiver)
    assert sorted(one["case_id"] for one in receiver.told) == sorted(good)
    assert {one.state for one in listed(world)} == {State.TOLD, State.WAITING}


def test_after_a_day_of_failures_it_is_stopped_until_somebody_switches_it_on(world, receiver):
    joins(world)
    opened(world)
    receiver.says = 503
    begun = world.clock.now()
    while desk(world).stopped_at is None:
        world.spin(minutes=30)
        tell(world, receiver)
    assert 23 * H < world.clock.now() - begun < 36 * H
    assert 18 <= len(receiver.letters) <= 20
    assert len(set(receiver.ids)) == 1
    assert [one.state for one in listed(world)] == [State.GIVEN_UP]
    opened(world)
    assert len(facts(world)) == 1  # nothing is written down while it is stopped
    receiver.says, receiver.letters = 200, []
    switch_on(world.encore, world.shop, desk(world).version, by="42")
    assert desk(world).stopped_at is None
    opened(world, text="after")
    assert tell(world, receiver) == 1


def test_what_waited_when_it_was_stopped_is_told_once_it_is_on_again(world, receiver):
    joins(world)
    opened(world)
    receiver.says = 410  # it wants nothing more
    tell(world, receiver)
    assert desk(world).stopped_at == world.clock.now()
    world.spin(hours=5)
    receiver.says = 200
    assert tell(world, receiver) == 0
    switch_on(world.encore, world.shop, desk(world).version, by="42")
    assert tell(world, receiver) == 1


def test_one_shop_in_trouble_keeps_no_other_waiting(world, receiver):
    joins(world)
    opened(world)
    receiver.says = None
    mine, world.shop = world.shop, world.other
    joins(world)
    opened(world)
    world.shop = mine
    tell(world, receiver)
    assert len(receiver.letters) == 2


def test_whoever_is_erased_is_told_of_no_more(world, receiver):
    joins(world)
    ada, grace = world.customer("Ada"), world.customer("Grace")
    opened(world, ada)
    kept = opened(world, grace)
    tell(world, receiver)
    opened(world, ada, "Again")
    erased(world, ada.id)
    assert [one.case_id for one in facts(world)] == [kept]
    receiver.letters = []
    assert tell(world, receiver) == 0


def test_a_guest_who_is_erased_by_their_order_is_told_of_no_more(small, receiver):
    joins(small)
    order = reviews(small, 1)
    erased(small, order.customer.id, order.id)
    assert facts(small) == []
    assert tell(small, receiver) == 0


def test_whoever_is_erased_while_it_leaves_is_not_told_of(world, receiver):
    """The next one of a batch that is on its way."""
    joins(world)
    ada, grace = world.customer("Ada"), world.customer("Grace")
    opened(world, ada)
    world.spin(seconds=1)
    opened(world, grace)
    posted = receiver.post

    def erasing(address, body, headers):
        erased(world, grace.id)
        return posted(address, body, headers)

    receiver.post = erasing
    tell(world, receiver)
    assert [one["customer_id"] for one in receiver.told] == [ada.id]


def test_a_customer_who_asks_learns_what_it_was_told_of_them(small, receiver):
    joins(small)
    ada = small.customer("Ada")
    opened(small, ada)
    tell(small, receiver)
    opened(small, ada, "Hello?")  # waits
    with small.database.read(small.shop.id) as session:
        held = held_about(Work(session, small.shop, small.clock.now()), [ada.id], [])
    assert held["told_to_the_shops_help_desk"] == [{"what": "case_opened", "at": small.clock.now()}]


def test_an_uninstall_stops_it_and_takes_address_and_secret_along(world, receiver):
    joins(world)
    opened(world)
    world.uninstall()
    assert (desk(world), facts(world), tell(world, receiver)) == (None, [], 0)


def test_another_shop_is_told_nothing(world, receiver):
    joins(world)
    opened(world)
    tell(world, receiver)
    assert world.seen_by_other() == {}
    assert {one["shop"] for one in receiver.told} == {world.shop.domain}


def test_a_test_is_about_nobody(world, receiver):
    joins(world, "case_closed")
    assert send_test(world.encore, world.shop)
    assert world.woken == ["help_desk"]
    tell(world, receiver)
    (one,) = receiver.told
    assert set(one) == {"id", "kind", "at", "shop", "link"}


def test_facts_go_after_a_fortnight(world, receiver):
    joins(world)
    opened(world)
    tell(world, receiver)
    world.spin(days=15)
    prune.drain(world.encore, 1)
    assert facts(world) == []


def test_merged_customers_are_one_here_too(world):
    joins(world)
    gone, kept = world.customer("Ada"), world.customer("Ada")
    opened(world, gone)
    ids = {"admin_graphql_api_customer_kept_id": kept.id, "admin_graphql_api_customer_deleted_id": gone.id}
    merged = {name: f"gid://shopify/Customer/{id}" for name, id in ids.items()}
    world.webhook("customers/merge", {**merged, "status": "completed", "errors": []})
    assert [one.customer_id for one in facts(world)] == [kept.id]


def test_over_a_real_connection(world, tmp_path, monkeypatch):
    """TLS, headers and body as they are on the wire, through the door that everything outside goes through."""
    certificate, seen = certificate_of(NAME, tmp_path / "both.pem"), []

    class Place(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if len(seen) == 1 else 202)
            self.end_headers()

        def log_message(self, *_):
            pass

    with https_server(certificate, Place) as server:
        secret = joins(world, address=f"https://{NAME}:{server.server_port}/hook?a=b")
        case = opened(world)
        outside = Outside(
            look_up=lambda _host: ["127.0.0.1"], is_allowed=lambda _ip: True, authorities=str(certificate)
        )
        monkeypatch.setattr(help_desk, "Outside", lambda: outside)
        executor = InlineExecutor(world.encore)
        executor.wake("help_desk")
        world.clock.move_to(world.clock.now() + timedelta(minutes=2))
        executor.wake("help_desk")
    assert [path for path, _, _ in seen] == ["/hook?a=b"] * 2
    assert all(is_signed(body, headers, secret) for _, headers, body in seen)
    assert seen[0][1]["Encore-Id"] == seen[1][1]["Encore-Id"]
    assert case.encode() in seen[1][2]
    assert [one.answer for one in listed(world)] == [202]


def test_an_inner_address_is_not_told_anything(world):
    joins(world, address="https://127.0.0.1/hook")
    opened(world)
    assert help_desk.drain(world.encore, 10) == 0
    assert [one.problem for one in listed(world)] == ["The address is not a public place on the web."]
