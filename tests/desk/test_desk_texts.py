"""The editor's side of a shop's own texts: versions, undo, two people at once, difficult customers, tests."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest
from world import World

from plugin.compose import problems as p
from plugin.compose.languages import LANGUAGES
from plugin.desk import samples, texts, trying
from plugin.events import Channel
from plugin.export import lines
from plugin.flows.registry import FLOWS
from plugin.privacy import erase_shop
from plugin.texts import TextKey

THANKS = TextKey("thank_you", 0, "en")
VIP = TextKey("vip_code", 0, "de")


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def own(subject: str, key: TextKey = THANKS):
    return replace(texts.shipped_source(key.flow, key.language, key.step), subject=subject)


def save(world: World, subject: str, seen: int, key: TextKey = THANKS, user: str = "7"):
    return texts.save(world.encore, world.shop, key, own(subject, key), seen=seen, user_id=user)


def subject_now(world: World, key: TextKey = THANKS) -> str:
    return texts.current(world.encore, world.shop, key).source.subject


SHIPPED = texts.shipped_source("thank_you", "en", 0).subject


def test_at_first_the_shipped_text_is_said(world):
    now = texts.current(world.encore, world.shop, THANKS)
    assert (now.number, now.is_shipped, now.source.subject) == (0, True, SHIPPED)
    assert [one.number for one in texts.versions(world.encore, world.shop, THANKS)] == [0]


def test_saving_makes_a_version_that_says_who_and_when(world):
    saved = save(world, "One", 0)
    assert (saved.number, saved.source.subject, saved.user_id) == (1, "One", "7")
    assert saved.created_at == world.clock.now()
    assert texts.current(world.encore, world.shop, THANKS) == saved
    assert subject_now(world, TextKey("thank_you", 0, "de")) != "One"
    assert texts.current(world.encore, world.other, THANKS).number == 0


def test_saving_the_same_again_is_no_version(world):
    save(world, "One", 0)
    assert save(world, "One", 1).number == 1


def test_undo_goes_back_step_by_step_and_keeps_everything(world):
    for seen, subject in enumerate(["One", "Two", "Three"]):
        save(world, subject, seen)
    said = []
    for seen in (3, 4, 5):
        texts.undo(world.encore, world.shop, THANKS, seen=seen, user_id="7")
        said.append(subject_now(world))
    assert said == ["Two", "One", SHIPPED]
    assert texts.current(world.encore, world.shop, THANKS).is_shipped
    assert texts.undo(world.encore, world.shop, THANKS, seen=6, user_id="7") is None
    assert [one.number for one in texts.versions(world.encore, world.shop, THANKS)] == [6, 5, 4, 3, 2, 1, 0]


def test_any_version_can_be_brought_back_but_none_that_never_was(world):
    save(world, "One", 0)
    save(world, "Two", 1)
    back = texts.bring_back(world.encore, world.shop, THANKS, 1, seen=2, user_id="7")
    assert back is not None
    assert (back.number, back.restores, back.source.subject) == (3, 1, "One")
    assert texts.bring_back(world.encore, world.shop, THANKS, 99, seen=3, user_id="7") is None


def test_who_saves_second_is_told_and_overwrites_nothing(world):
    save(world, "Mine", 0)
    with pytest.raises(texts.TextChanged) as raised:
        save(world, "Yours", 0)
    assert raised.value.current.source.subject == "Mine"
    with pytest.raises(texts.TextChanged):
        texts.undo(world.encore, world.shop, THANKS, seen=0, user_id="8")
    assert subject_now(world) == "Mine"


def test_a_faulty_text_is_not_saved(world):
    told = texts.save(
        world.encore, world.shop, VIP, replace(own("x", VIP), body="Hallo {{ first_name }}\n\n{code}"), seen=0,
        user_id="7",
    )  # fmt: skip
    assert [(one.field, one.line, one.says) for one in told] == [("body", 1, p.BLANK)]
    assert texts.current(world.encore, world.shop, VIP).number == 0


@pytest.mark.parametrize("flow", FLOWS)
def test_every_shipped_text_can_be_saved_with_a_word_changed(world, flow):
    for key in texts.keys_of(world.encore, flow):
        saved = save(world, texts.shipped_source(key.flow, key.language, key.step).subject + "!", 0, key)
        assert isinstance(saved, texts.Version), [one.sentence for one in saved]


def test_the_reminders_have_texts_of_their_own(world):
    assert {key.step for key in texts.keys_of(world.encore, "vip_code")} == {0, 1}
    assert {key.step for key in texts.keys_of(world.encore, "thank_you")} == {0}
    assert [key.language for key in texts.keys_of(world.encore, "birthday")] == list(LANGUAGES)


def test_a_saved_text_is_what_customers_get(world):
    save(world, "Saved {{ order.name }}", 0)
    order = world.order("jumper")
    world.spin(minutes=5)
    (letter,) = world.letters()
    assert email.message_from_bytes(letter.payload, policy=email.policy.default)["Subject"] == f"Saved {order.name}"


def people(world: World) -> list[samples.Person]:
    with world.database.read(world.shop.id) as session:
        return samples.real(session, world.shop, world.clock.now())


def test_three_customers_are_chosen_to_differ(world):
    often, nameless = world.customer("Often"), world.customer("")
    for _ in range(3):
        world.order("jumper", by=often)
    world.order("hat", by=nameless)
    for name in ("Bea", "Cleo"):
        world.spin(minutes=1)
        world.order("hat", by=world.customer(name))
    found = [(one.why, one.first_name) for one in people(world)]
    assert found == [("Newest buyer", "Cleo"), ("No first name", None), ("Bought most often", "Often")]
    assert people(world)[0].items[0].title == "hat"


def test_a_shop_without_customers_tries_made_up_ones_only(world):
    assert people(world) == []
    assert [one.id for one in trying.people(world.encore, world.shop)] == [
        "plain", "nameless", "markup", "liquid", "quotes", "emoji", "right_to_left", "long",
    ]  # fmt: skip


def test_who_may_not_see_people_sees_made_up_ones(world):
    world.order("jumper")
    shown = trying.people(world.encore, world.shop, may_see_real=False)
    assert not any(one.name for one in shown)


def test_a_preview_shows_both_forms_and_what_the_text_costs(world):
    shown = trying.preview(world.encore, world.shop, VIP, own("Hallo", VIP), samples.made_up(world.shop)[0])
    assert shown.problems == ()
    assert shown.subject == "Hallo"
    assert shown.html is not None
    assert '<html lang="de"' in shown.html
    assert shown.sms is not None
    assert "VIPCUSTOMER-SAMPLE22" in shown.sms
    assert shown.cost is not None
    assert (shown.cost.segments, shown.cost.encoding) == (2, "gsm-7")
    assert shown.cost.units + shown.cost.left == 306


def test_a_preview_of_a_broken_text_says_what_is_wrong(world):
    broken = replace(own("Hallo", VIP), body="{{ nobody }}")
    shown = trying.preview(world.encore, world.shop, VIP, broken, samples.made_up(world.shop)[0])
    assert shown.html is None
    assert [one.field for one in shown.problems] == ["body"]


def test_names_with_markup_are_shown_as_typed(world):
    for person in samples.made_up(world.shop):
        shown = trying.preview(world.encore, world.shop, THANKS, own("Hi"), person)
        assert shown.problems == ()
        assert shown.html is not None
        assert "<b>Ada" not in shown.html
        assert " 49" not in shown.html


def test_a_test_is_marked_goes_to_the_address_and_counts_for_nothing(world):
    trying.send_test(world.encore, world.shop, VIP, own("Hallo", VIP), Channel.EMAIL, "Me@Shop.Example", user_id="7")
    (letter,) = world.letters()
    parsed = email.message_from_bytes(letter.payload, policy=email.policy.default)
    assert (parsed["Subject"], parsed["To"], letter.to) == ("[Test] Hallo", "me@shop.example", "me@shop.example")
    assert world.outbox() == []
    assert world.codes() == []
    assert world.audit() == []


def test_a_test_text_goes_to_the_phone(world):
    trying.send_test(world.encore, world.shop, VIP, own("x", VIP), Channel.SMS, "+447400123456", user_id="7")
    (letter,) = world.letters(Channel.SMS)
    assert letter.payload.decode().startswith("[Test] Ada, als VIP")


@pytest.mark.parametrize(
    ("channel", "to"), [(Channel.EMAIL, "me"), (Channel.SMS, "12"), (Channel.EMAIL, "a\nb@c.de")]
)
def test_an_address_that_is_none_is_refused(world, channel, to):
    with pytest.raises(trying.Refused, match="Write a"):
        trying.send_test(world.encore, world.shop, THANKS, own("x"), channel, to, user_id="7")
    assert world.letters(channel) == []


def test_ten_tests_an_hour_are_enough_and_the_next_hour_has_its_own(world):
    def send() -> None:
        trying.send_test(world.encore, world.shop, THANKS, own("x"), Channel.EMAIL, "me@shop.example", user_id="7")

    for _ in range(trying.PER_HOUR):
        send()
    with pytest.raises(trying.Refused, match="Try again at 09:00"):
        send()
    assert len(world.letters()) == trying.PER_HOUR
    trying.send_test(world.encore, world.other, THANKS, own("x"), Channel.EMAIL, "me@shop.example", user_id="7")
    world.clock.move_by(timedelta(hours=1))
    send()


def test_a_text_that_cannot_be_read_is_not_sent(world):
    broken = replace(own("x"), body="{{ nobody }}")
    with pytest.raises(trying.Refused, match="Correct"):
        trying.send_test(world.encore, world.shop, THANKS, broken, Channel.EMAIL, "me@shop.example", user_id="7")


def test_texts_are_exported_and_go_with_the_shop(world):
    save(world, "One", 0)
    with world.database.read(world.shop.id) as session:
        (line,) = lines(session, world.shop, "texts")
    assert (line["flow"], line["number"], line["subject"], line["by"]) == ("thank_you", 1, "One", "7")
    erase_shop(world.database, world.shop, world.clock.now())
    with world.database.read(world.shop.id) as session:
        assert list(lines(session, world.shop, "texts")) == []
