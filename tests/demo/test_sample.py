from collections import Counter
from datetime import UTC, datetime

import pytest

from plugin.clock import local_date
from plugin.demo.bodies import ZONE
from plugin.demo.people import GUEST, PEOPLE
from plugin.demo.sample import history, write
from plugin.history import deliveries, outline
from plugin.places import normal_phone
from plugin.platform import payloads

NOW = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def past():
    return history(NOW)


def test_the_same_moment_and_seed_give_the_same_bytes(past):
    assert history(NOW) == past
    assert history(NOW, seed=1) != past


def test_the_past_is_two_years_long_and_ends_yesterday(past):
    assert local_date(past[-1].at, ZONE).isoformat() == "2026-11-24"
    assert local_date(past[0].at, ZONE).isoformat() == "2024-11-24"
    assert [one.at for one in past] == sorted(one.at for one in past)


def test_every_body_is_understood_and_small(past):
    for one in past:
        assert payloads.parse(one.topic, one.body, triggered_at=one.at), one.topic
        assert len(one.body) <= 4096
    assert 900 <= len(past) <= 1100
    assert len({one.webhook_id for one in past}) == len(past)


def test_everything_that_happens_in_a_shop_happens_here(past):
    topics = Counter(one.topic for one in past)
    assert topics["products/create"] == 16
    assert topics["customers/create"] == len(PEOPLE) == 40
    assert topics["orders/paid"] > 250
    for topic in ("fulfillment_events/create", "orders/cancelled", "refunds/create", "returns/request"):
        assert topics[topic] >= 3


def test_nobody_in_it_can_really_be_written_to():
    for person in (*PEOPLE, GUEST):
        assert person.email is None or person.email.rpartition("@")[2] in {
            "example.com",
            "example.net",
            "example.org",
        }
    assert len({person.email for person in PEOPLE}) == len({person.id for person in PEOPLE}) == len(PEOPLE)


def test_whoever_wants_texts_has_a_number_that_can_receive_them():
    for person in PEOPLE:
        if person.texts:
            assert normal_phone(person.phone, person.place.country), person.name


def test_the_history_can_be_written_and_read_as_one(past, tmp_path):
    write(past, tmp_path / "blue.jsonl")
    assert [one.body for one in deliveries(tmp_path / "blue.jsonl")] == [one.body for one in past]
    seen = outline(tmp_path / "blue.jsonl")
    assert (seen.domain, seen.time_zone, seen.events) == ("blue-jumps.myshopify.com", ZONE, len(past))
