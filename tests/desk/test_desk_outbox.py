"""The outbox: what stands where, page after page, and what a merchant may do with one message."""

from datetime import date, timedelta

import pytest
from silent_transport import SilentTransport
from world import World

from plugin.desk.act import Act, BadTime, CannotGo, MessageChanged, seen_of
from plugin.desk.marks import LOOKED_AT, last_audit, mark_once, note_audit
from plugin.desk.message import one_message
from plugin.desk.moves import cancel, it_arrived, leave, move_to, send_again, send_now
from plugin.desk.outbox import Choice, choice, count, listed
from plugin.events import Channel


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


@pytest.fixture
def silent(database):
    """A world whose provider never says whether it took an e-mail."""
    with World(database, email=SilentTransport()) as made:
        yield made


def _list(world, *, shop=None, after="", per_page=50, **chosen):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        now = world.clock.now()
        return listed(session, where, Choice(**chosen), now, after=after, per_page=per_page)


def _one(world, message, shop=None):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return one_message(session, where, message.id)


def _act(world, message, shop=None):
    return Act(shop or world.shop, message.id, seen_of(message), "42")


def _vip(world):
    return world.message(flow="vip_code", step=0)


def _planned(world, who=None):
    """The VIP code of an order that has just arrived: due in three weeks."""
    world.delivered(world.order("jumper", by=who))
    return _vip(world)


def _thanks(world):
    return world.message(flow="thank_you", channel="email")


def test_every_message_stands_in_exactly_one_group_beside_all(world):
    world.order("jumper")
    world.cancel(world.order("mug"))
    world.spin(hours=1)
    groups = ("scheduled", "held", "sent", "failed", "unknown", "not_sent")
    found = [row.id for group in groups for row in _list(world, group=group).rows]
    assert sorted(found) == sorted(one.id for one in world.outbox())
    assert sorted(found) == sorted(row.id for row in _list(world, group="all").rows)


def test_pages_follow_one_another_without_a_gap_or_a_double(world):
    for _ in range(5):
        world.order("jumper")
    whole = [row.id for row in _list(world, group="all").rows]
    seen, after = [], ""
    while after is not None:
        page = _list(world, group="all", after=after, per_page=3)
        assert len(page.rows) <= 3
        seen += [row.id for row in page.rows]
        after = page.after
    assert seen == whole
    assert len(whole) > 6


def test_what_is_to_come_is_listed_soonest_first_and_what_went_newest_first(world):
    world.order("jumper")
    world.spin(days=1)
    world.order("mug")
    world.spin(hours=1)
    coming = [row.due_at for row in _list(world, group="scheduled").rows]
    sent = [row.due_at for row in _list(world, group="sent").rows]
    assert coming == sorted(coming)
    assert sent == sorted(sent, reverse=True)
    assert sent


def test_a_place_that_makes_no_sense_begins_at_the_beginning(world):
    world.order("jumper")
    for after in ("x", "-", "999999999999999999-a", "1-" + "x" * 65):
        assert _list(world, group="all", after=after) is not None


def test_the_list_is_narrowed_by_flow_channel_day_customer_and_reason(world):
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    world.order("jumper", by=ada)
    world.order("mug")
    world.spin(hours=1)
    assert {row.flow for row in _list(world, group="all", flow="thank_you").rows} == {"thank_you"}
    assert {row.channel for row in _list(world, group="sent", channel="sms").rows} == {Channel.SMS}
    assert {row.who.customer_id for row in _list(world, group="all", customer_id=ada.id).rows} == {ada.id}
    assert {row.reason for row in _list(world, group="not_sent", reason="no_phone").rows} == {"no_phone"}
    assert _list(world, group="sent", day=date(2026, 2, 1)).rows
    assert not _list(world, group="sent", day=date(2026, 1, 31)).rows
    assert _list(world, group="sent", days=1).rows
    world.spin(days=2)
    assert not _list(world, group="sent", days=1).rows


def test_pages_of_one_customer_follow_one_another_too(world):
    ada = world.customer("Ada")
    world.order("jumper", by=ada)
    world.order("mug", by=ada)
    first = _list(world, group="all", customer_id=ada.id, per_page=2)
    rest = _list(world, group="all", customer_id=ada.id, after=first.after)
    assert len(first.rows) == 2
    assert not {row.id for row in first.rows} & {row.id for row in rest.rows}
    assert len(first.rows) + len(rest.rows) == len(world.outbox(customer_id=ada.id))


def test_a_count_is_the_length_of_the_list(world):
    world.order("jumper")
    world.cancel(world.order("mug"))
    world.spin(hours=1)
    with world.database.read(world.shop.id) as session:
        for group in ("scheduled", "sent", "not_sent", "next", "all"):
            found = count(session, world.shop, Choice(group), world.clock.now())
            assert found == len(_list(world, group=group).rows), group
        assert count(session, world.shop, Choice("all"), world.clock.now(), most=2) == 2


def test_what_an_address_asks_for_is_read_strictly():
    asked = choice("held", "vip_code", "sms", "2026-03-01", "30", "7", "budget")
    assert asked == Choice("held", "vip_code", "sms", date(2026, 3, 1), 30, 7, "budget")
    assert choice("x", "x", "x", "x", "x", "x", "X!") == Choice()


def test_a_sent_message_is_shown_with_its_words_and_its_story(world):
    world.order("jumper", by=world.customer("Ada"))
    world.spin(hours=1)
    world.report(_thanks(world), "delivered")
    found = _one(world, _thanks(world))
    assert "jumper" in found.letter.text
    assert "<html" in found.letter.html
    assert found.who.name.startswith("Ada")
    assert found.who.address.startswith("ada")
    assert [one.kind for one in found.story] == ["planned", "sending", "accepted", "delivered"]


def test_the_other_shop_finds_neither_the_list_nor_the_message(world):
    world.order("jumper")
    message = _thanks(world)
    assert _list(world, shop=world.other, group="all").rows == []
    assert _one(world, message, world.other) is None
    with pytest.raises(KeyError):
        cancel(world.encore, _act(world, message, world.other))


def test_a_cancelled_message_never_goes_and_says_who_cancelled_it(world):
    message = _planned(world)
    cancel(world.encore, _act(world, message))
    world.spin(days=40)
    found = _one(world, message)
    assert (found.state, found.reason) == ("cancelled", "cancelled_here")
    assert [(one.kind, one.by) for one in found.story if one.source == "staff"] == [("cancelled", "42")]
    assert world.audit() == []


def test_what_was_shown_and_is_not_so_any_more_is_left_alone(world):
    shown = _planned(world)
    cancel(world.encore, _act(world, shown))
    for deed in (cancel, send_now, it_arrived, leave, send_again):
        with pytest.raises(MessageChanged):
            deed(world.encore, _act(world, shown))


def test_two_people_who_move_a_message_learn_of_each_other(world):
    shown = _planned(world)
    move_to(world.encore, _act(world, shown), shown.due_at + timedelta(days=1))
    with pytest.raises(MessageChanged):
        move_to(world.encore, _act(world, shown), shown.due_at + timedelta(days=2))


@pytest.mark.parametrize("days", [-3, 2])
def test_a_message_goes_at_the_time_that_was_chosen_whatever_the_flow_plans(world, days):
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    shown = _planned(world, ada)
    at = (shown.due_at + timedelta(days=days)).replace(hour=12)
    move_to(world.encore, _act(world, shown), at)
    world.webhook("customers/update", ada.body(world.clock.now()))  # the flow is asked again
    world.spin(days=40)
    assert _vip(world).accepted_at == at
    assert world.audit() == []


def test_a_message_is_not_moved_into_the_past_or_past_its_use(world):
    shown = _planned(world)
    with pytest.raises(BadTime) as past:
        move_to(world.encore, _act(world, shown), world.clock.now())
    with pytest.raises(BadTime) as late:
        move_to(world.encore, _act(world, shown), shown.useful_until)
    assert (past.value.is_past, late.value.is_past) == (True, False)


def test_send_now_sends_what_policy_lets_go(world):
    world.spin(to="2026-02-02 12:00")
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    shown = _planned(world, ada)
    assert send_now(world.encore, _act(world, shown)) is None
    world.spin()
    assert _vip(world).state == "accepted"


def test_send_now_in_quiet_hours_says_until_when_it_waits(world):
    world.spin(to="2026-02-02 22:30")
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    wait = send_now(world.encore, _act(world, _planned(world, ada)))
    assert wait.reason == "quiet_hours"
    world.spin()
    held = _vip(world)
    assert (held.state, held.reason, held.due_at) == ("held", "quiet_hours", wait.until)
    world.spin(days=1)
    assert _vip(world).accepted_at == wait.until


def test_send_now_of_what_may_not_go_changes_nothing(world):
    world.spin(to="2026-02-02 12:00")
    nobody = world.customer("Ada", consent="unsubscribed", sms_consent="unsubscribed", phone="+447400123456")
    shown = _planned(world, nobody)
    with pytest.raises(CannotGo) as refused:
        send_now(world.encore, _act(world, shown))
    assert refused.value.reason == "unsubscribed"
    assert seen_of(_vip(world)) == seen_of(shown)


def test_a_held_message_that_is_moved_is_planned_again(world):
    world.spin(to="2026-02-02 22:30")
    ada = world.customer("Ada", phone="+447400123456", sms_consent="subscribed")
    send_now(world.encore, _act(world, _planned(world, ada)))
    world.spin()
    held = _vip(world)
    move_to(world.encore, _act(world, held), held.due_at + timedelta(hours=3))
    moved = _vip(world)
    assert (moved.state, moved.reason) == ("planned", None)
    assert world.audit() == []


def test_an_unknown_message_that_arrived_counts_as_sent(silent):
    message = _unknown(silent)
    it_arrived(silent.encore, _act(silent, message))
    assert _thanks(silent).accepted_at == message.sent_at
    assert silent.audit() == []


def test_an_unknown_message_that_did_not_arrive_goes_again_with_the_same_bytes(silent):
    message = _unknown(silent)
    silent.email.answers = True
    send_again(silent.encore, _act(silent, message))
    silent.spin()
    first, second = silent.email.letters
    assert (first.payload, first.key) == (second.payload, second.key)
    assert _thanks(silent).state == "accepted"
    assert silent.audit() == []


def test_an_unknown_message_that_is_left_ends_and_is_never_sent_again(silent):
    message = _unknown(silent)
    leave(silent.encore, _act(silent, message))
    silent.spin(days=2)
    assert (_thanks(silent).state, _thanks(silent).reason) == ("failed", "left_unclear")
    assert len(silent.email.letters) == 1


def test_an_unknown_message_is_not_sent_again_past_its_use(silent):
    message = _unknown(silent)
    silent.clock.move_to(message.useful_until)
    with pytest.raises(CannotGo):
        send_again(silent.encore, _act(silent, message))


def test_marks_are_kept_without_counting_as_a_change_of_settings(world):
    mark_once(world.encore, world.shop, LOOKED_AT)
    note_audit(world.encore, world.shop, 3)
    there = world.encore.shops.by_id(world.shop.id)
    assert there.settings_version == world.shop.settings_version
    assert LOOKED_AT in there.marks
    assert last_audit(there).findings == 3
    assert last_audit(world.shop) is None


def _unknown(world):
    world.order("jumper")
    world.spin(minutes=1)
    message = _thanks(world)
    assert message.state == "unknown"
    return message
