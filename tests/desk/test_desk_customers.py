"""The customers: what stands in the list, who is found, and what is told about one of them."""

import pytest
from world import World

from plugin.desk import customers as desk
from plugin.desk.customers import Choice, listed, look_up
from plugin.desk.one_customer_now import one_customer
from plugin.desk.one_customer_past import past_of
from plugin.desk.one_customer_why import why_of
from plugin.events import Channel, Purpose
from plugin.model.message import OPEN


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _list(world, *, shop=None, after=None, per_page=50, **chosen):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return listed(session, where, Choice(**chosen), world.clock.now(), after=after, per_page=per_page)


def _found(world, text, shop=None):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return [row.id for row in look_up(session, where, text, world.clock.now())]


def _one(world, id, shop=None):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return one_customer(session, where, id, world.clock.now())


def _past(world, id, **more):
    with world.database.read(world.shop.id) as session:
        return past_of(session, world.shop, id, **more)


def _ids(page):
    return [row.id for row in page.rows]


def test_pages_follow_one_another_without_a_gap_or_a_double(world):
    made = [world.customer(f"Nr{number}").id for number in range(5)]
    seen, after = [], None
    while True:
        page = _list(world, after=after, per_page=2)
        seen += _ids(page)
        after = page.after
        if after is None:
            break
    assert seen == sorted(made, reverse=True)


def test_only_orders_that_count_are_counted_and_refunds_are_taken_off(world):
    ada = world.customer("Ada")
    world.refund(world.order("jumper", "mug", by=ada, price="30.00"), 2000)
    world.cancel(world.order("jumper", by=ada))
    world.order("jumper", by=ada, paid=None)
    (row,) = _list(world).rows
    assert (row.orders, row.spent) == (1, 4000)
    assert row.next.flow in ("thank_you", "review_request", "vip_code")


def test_who_may_be_written_to_is_what_the_rules_say(world):
    yes = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    world.customer("Bob", consent="unsubscribed")
    german = world.customer("Cyd", country="DE", city="Berlin", postcode="10115")  # agreed, but not twice
    assert _ids(_list(world, email=True)) == [yes.id]
    assert _ids(_list(world, sms=True)) == [yes.id]
    standing = next(row for row in _list(world).rows if row.id == german.id).standings[0]
    assert (standing.said, standing.reason) == ("subscribed", "no_double_opt_in")


def test_buyers_and_blocked_addresses_can_be_chosen(world):
    buyer, other = world.customer("Ada"), world.customer("Bob")
    world.order("jumper", by=buyer)
    world.spin(hours=1)
    assert _ids(_list(world, bought=True)) == [buyer.id]
    assert _ids(_list(world, blocked=True)) == []
    world.report(world.message(flow="thank_you", channel="email"), "bounced")
    assert _ids(_list(world, blocked=True)) == [buyer.id]
    assert _ids(_list(world, email=True)) == [other.id]


def test_a_filter_that_finds_few_stops_looking_and_says_where_to_go_on(world, monkeypatch):
    monkeypatch.setattr(desk, "_CHUNK", 2)
    monkeypatch.setattr(desk, "LOOKED_AT", 2)
    ada = world.customer("Ada")
    for name in ("Bob", "Cyd", "Dan"):
        world.customer(name, consent="unsubscribed")
    page = _list(world, email=True)
    assert (_ids(page), page.is_cut) == ([], True)
    assert _ids(_list(world, email=True, after=page.after)) == [ada.id]


def test_somebody_is_found_by_exactly_what_is_theirs(world):
    ada = world.customer("Ada", phone="+447400123456")
    world.customer("Bob")
    order = world.order("jumper", by=ada)
    guest = world.order("jumper", by=world.customer("Cyd"), is_guest=True)
    for text in (ada.email, f" {ada.email.upper()} ", "07400 123456", order.name, order.name[1:], str(ada.id)):
        assert _found(world, text) == [ada.id], text
    for text in ("Ada", ada.email[:-1], "+447400123457", guest.name, "#", "%", "7" * 40):
        assert _found(world, text) == [], text
    assert _found(world, ada.email, world.other) == []


def test_one_customer_says_for_every_channel_and_purpose_whether_it_may_go_now(world):
    world.spin(to="2026-02-02 22:30")
    ada = world.customer("Ada", consent="unsubscribed", phone="+447400123456", sms_consent="subscribed")
    mail, text = _one(world, ada.id).channels
    assert [(may.purpose, may.reason) for may in mail.may] == [
        (Purpose.SERVICE, None), (Purpose.FEEDBACK, "unsubscribed"), (Purpose.PROMOTIONAL, "unsubscribed"),
    ]  # fmt: skip
    promotion = text.may[-1]
    assert (promotion.reason, promotion.until is not None) == ("quiet_hours", True)
    assert [(one.channel, one.state) for one in text.statements] == [(Channel.SMS, "subscribed")]


def test_what_somebody_else_said_at_the_same_address_is_shown_as_theirs(world):
    ada = world.customer("Ada", email="both@shopper.example")
    world.customer("Bob", email="both@shopper.example", consent="unsubscribed")
    mail = _one(world, ada.id).channels[0]
    assert mail.may[-1].reason == "unsubscribed"
    assert {(one.state, one.is_theirs) for one in mail.statements} == {("subscribed", True), ("unsubscribed", False)}


def test_nobody_of_another_shop_is_shown(world):
    ada = world.customer("Ada")
    assert _one(world, ada.id, world.other) is None
    assert _list(world, shop=world.other).rows == []


def test_the_past_tells_everything_once_the_newest_first(world):
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada)
    world.spin(hours=1)
    world.click(world.message(flow="thank_you", channel="email"))
    world.spin(days=2)
    world.delivered(order)
    world.spin(days=1)
    world.refund(order, 500)
    world.consent(ada, "unsubscribed")
    kinds = [one.kind for one in _past(world, ada.id).moments]
    now = world.clock.now()
    done = [one.kind for one in _past(world, ada.id).moments if one.at <= now and one.kind != "message"]
    assert sorted(done) == ["delivered", "ordered", "refunded", "said", "said", "shipped", "told"]
    assert kinds.count("message") == len([one for one in world.outbox(customer_id=ada.id) if one.state not in OPEN])
    times = [one.at for one in _past(world, ada.id).moments]
    assert times == sorted(times, reverse=True)


def test_pages_of_the_past_lose_nothing(world):
    ada = world.customer("Ada")
    for _ in range(4):
        world.delivered(world.order("jumper", by=ada))
        world.spin(days=1)
    whole = _past(world, ada.id).moments
    seen, before = [], ""
    while before is not None:
        page = _past(world, ada.id, before=before, per_page=3)
        seen += page.moments
        before = page.before
    assert seen == whole


def test_every_flow_says_what_it_did_and_what_it_will_not_do(world):
    ada = world.customer("Ada")
    world.order("jumper", by=ada)
    with world.database.read(world.shop.id) as session:
        found = {flow.name: flow for flow in why_of(world.encore, session, world.shop, ada.id)}
    assert list(found) == list(world.encore.flows)
    assert {one.channel for one in found["thank_you"].got} == {"email", "sms"}
    (silence,) = found["review_request"].not_planned
    assert (silence.reason, len(silence.abouts), silence.more) == ("waiting_for_delivery", 1, 0)
