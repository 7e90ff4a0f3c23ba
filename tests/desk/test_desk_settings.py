"""A merchant changes settings: what can be used is stored, what cannot is named, and nobody undoes another."""

import pytest
from world import World

from plugin.desk.changed import Changed, Invalid
from plugin.desk.sensible import may_send_from
from plugin.desk.settings import change, laid_over, pause, resume
from plugin.events import Channel


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _change(world, patch, version=None):
    shop = world.encore.shops.by_id(world.shop.id)
    return change(world.encore, shop, version or shop.settings_version, patch)


def test_a_change_keeps_what_it_does_not_name_and_counts_the_version_up(world):
    first = _change(world, {"flows": {"vip_code": {"percent": 25}}, "sender": {"name": "Pots & Pans"}})
    second = _change(world, {"flows": {"vip_code": {"valid": "7d"}}})
    assert second.settings.flow("vip_code").percent == 25
    assert second.settings.sender.name == "Pots & Pans"
    assert (first.settings_version, second.settings_version) == (2, 3)


def test_the_second_of_two_editors_is_refused_and_shown_what_is_there(world):
    seen = world.shop.settings_version
    _change(world, {"budget": {"per_month": 5}}, seen)
    with pytest.raises(Changed) as refused:
        _change(world, {"budget": {"per_month": 9}}, seen)
    assert refused.value.current.settings.budget.per_month == 5
    assert world.encore.shops.by_id(world.shop.id).settings.budget.per_month == 5


def test_the_other_shop_keeps_its_settings(world):
    _change(world, {"sender": {"name": "Pots"}})
    other = world.encore.shops.by_id(world.other.id)
    assert other.settings.sender.name == ""
    assert other.settings_version == 1


REFUSED = [
    ({"brand": {"color": "red"}}, "brand.color"),
    ({"brand": {"color": "#ffcc00"}}, "brand.color"),
    ({"brand": {"logo": "http://example.com/logo.png"}}, "brand.logo"),
    ({"flows": {"vip_code": {"percent": 150}}}, "flows.vip_code.percent"),
    ({"flows": {"vip_code": {"percent": -5}}}, "flows.vip_code.percent"),
    ({"flows": {"vip_code": {"percent": 0}}}, "flows.vip_code.percent"),
    ({"flows": {"vip_code": {"percent": "20"}}}, "flows.vip_code.percent"),
    ({"flows": {"vip_code": {"valid": "0d"}}}, "flows.vip_code.valid"),
    ({"flows": {"vip_code": {"delay": "soon"}}}, "flows.vip_code.delay"),
    ({"flows": {"thank_you": {"delay": "24h"}}}, "flows.thank_you.delay"),
    ({"flows": {"birthday": {"delay": "20h"}}}, "flows.birthday.delay"),
    ({"flows": {"thank_you": {"channels": []}}}, "flows.thank_you.channels"),
    ({"flows": {"thank_you": {"channels": ["fax"]}}}, "flows.thank_you.channels"),
    ({"flows": {"spam": {"delay": "1d"}}}, "flows.spam"),
    ({"sender": {"email": "ceo@bank.example"}}, "sender.email"),
    ({"sender": {"email": "not an address"}}, "sender.email"),
    ({"sender": {"reply_to": "a@b..example"}}, "sender.reply_to"),
    ({"sender": {"name": "Pots\r\nBcc: everybody@example.com"}}, "sender.name"),
    ({"sender": {"sms_id": "A name that is too long"}}, "sender.sms_id"),
    ({"smtp": {"host": "169.254.169.254"}}, "smtp"),
    ({"is_admin": True}, "is_admin"),
    ({"shop_id": 2}, "shop_id"),
    ({"quiet_hours": {"email": "whenever"}}, "quiet_hours.email"),
    ({"consent": {"soft_opt_in_on": "last year"}}, "consent.soft_opt_in_on"),
    ({"budget": {"per_day": 4}}, "budget.per_day"),
    ({"flows": []}, "flows"),
]


@pytest.mark.parametrize(("patch", "field"), REFUSED)
def test_what_cannot_be_used_is_named_and_nothing_is_stored(world, patch, field):
    with pytest.raises(Invalid) as refused:
        _change(world, patch)
    assert set(refused.value.fields) == {field}
    assert world.encore.shops.by_id(world.shop.id) == world.shop


def test_one_bad_field_keeps_the_good_ones_from_being_stored(world):
    with pytest.raises(Invalid) as refused:
        _change(world, {"sender": {"name": "Pots", "email": "x"}, "flows": {"vip_code": {"percent": 101}}})
    assert "sender.name" not in refused.value.fields
    assert world.encore.shops.by_id(world.shop.id).settings.sender.name == ""


def test_a_sender_is_ours_only_where_the_operator_says_so(world):
    from dataclasses import replace

    ours = replace(world.encore.settings, sender_domains=("pots.example",))
    assert may_send_from("hello@pots.example", ours)
    assert may_send_from("hello@mail.pots.example", ours)
    assert may_send_from("hello@encore.example.com", ours)
    for foreign in ("hello@bank.example", "hello@notpots.example", "pots.example@bank.example", "hello@"):
        assert not may_send_from(foreign, ours)


def test_a_verified_sender_and_where_answers_go_are_on_the_next_mail(world):
    world.encore.settings = type(world.encore.settings)(
        **{**_fields(world.encore.settings), "sender_domains": ("pots.example",)}
    )
    _change(world, {"sender": {"email": "hello@pots.example", "reply_to": "help@elsewhere.example"}})
    world.order("jumper")
    world.spin(minutes=5)
    (letter,) = world.letters()
    assert b"From: Pots <hello@pots.example>" in letter.payload
    assert b"Reply-To: help@elsewhere.example" in letter.payload


def _fields(settings):
    return {name: getattr(settings, name) for name in settings.__slots__}


def test_the_shops_colour_and_logo_are_on_the_next_mail(world):
    _change(world, {"brand": {"color": "#0B3D91", "logo": "https://cdn.example.com/pots.png"}})
    world.order("jumper")
    world.spin(minutes=5)
    (letter,) = world.letters()
    mail = letter.payload.decode().replace("=\r\n", "")
    assert "#0b3d91" in mail
    assert "https://cdn.example.com/pots.png" in mail
    assert "#9a3f24" not in mail


def test_pause_stops_what_is_queued_and_resume_sends_it(world):
    order = world.order("jumper")
    assert order
    shop = pause(world.encore, world.shop)
    world.spin(minutes=5)
    assert world.letters() == []
    assert pause(world.encore, shop).settings_version == shop.settings_version
    resume(world.encore, shop)
    world.spin(minutes=5)
    assert len(world.letters()) == 1
    assert world.letters(Channel.SMS) == []


def test_pausing_needs_no_newest_version(world):
    _change(world, {"sender": {"name": "Pots"}})
    assert pause(world.encore, world.shop).paused_at is not None


def test_laying_over_leaves_both_tables_as_they_are():
    below, above = {"a": {"b": 1, "c": 2}}, {"a": {"c": 3}, "d": 4}
    assert laid_over(below, above) == {"a": {"b": 1, "c": 3}, "d": 4}
    assert below == {"a": {"b": 1, "c": 2}}
