from datetime import timedelta

import msgspec

from plugin.model.message import Message


def facts(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def is_on(page, name):
    tag = page.partition(f'id="{name}"')[2].partition(">")[0]
    assert tag
    return "checked" in tag


def save(world, **fields):
    return world.browser.post(world.link("preferences"), data=fields)


def test_the_switches_show_what_was_said_last(world):
    at = world.here.clock.now()
    world.consent("email", "unsubscribed", at)
    world.consent("email", "subscribed", at + timedelta(seconds=1))
    page = world.browser.get(world.link("preferences")).text
    assert is_on(page, "email")
    assert not is_on(page, "sms")


def test_two_answers_at_one_moment_are_a_no(world):
    world.consent("email", "subscribed")
    world.consent("email", "unsubscribed")
    assert not is_on(world.browser.get(world.link("preferences")).text, "email")


def test_addresses_are_masked(world):
    page = world.browser.get(world.link("preferences")).text
    assert "j…n@e…e.com" in page
    assert "…89" in page
    assert "jon@example.com" not in page
    assert "447700900189" not in page


def test_only_a_moved_switch_is_told(world):
    world.consent("email", "subscribed")
    answer = save(world, **{"was-email": "on", "was-sms": "off", "sms": "on"})
    assert answer.status_code == 200
    assert facts(world) == [("shopper/preferences", {"message_id": "m-mail", "email": False, "sms": True})]
    assert "Undo" in answer.text


def test_saving_without_a_change_tells_nothing(world):
    world.consent("email", "subscribed")
    answer = save(world, **{"was-email": "on", "was-sms": "off", "email": "on"})
    assert "Nothing was changed" in answer.text
    assert facts(world) == []


def test_undo_counts_even_before_the_change_has_reached_the_database(world):
    world.consent("email", "subscribed")
    page = save(world, **{"was-email": "on", "was-sms": "off"}).text
    assert 'name="was-email" value="off"' in page
    assert 'name="email" value="on"' in page
    save(world, **{"was-email": "off", "email": "on", "was-sms": "off", "sms": "off"})
    assert [body.get("email") for _, body in facts(world)] == [False, True]


def test_stop_everything_is_told_for_both_channels_even_where_nobody_said_yes(world):
    save(world, choice="stop", email="on")
    assert facts(world) == [("shopper/preferences", {"message_id": "m-mail", "email": False, "sms": False})]


def test_a_guest_sees_only_the_channel_of_the_message(world):
    world.change(Message, "m-mail", customer_id=None)
    page = world.browser.get(world.link("preferences")).text
    assert 'id="email"' in page
    assert 'id="sms"' not in page


def test_what_was_not_on_the_page_cannot_be_switched(world):
    world.change(Message, "m-mail", customer_id=None)
    save(world, **{"was-email": "off", "was-sms": "off", "sms": "on"})
    assert facts(world) == []
