"""A customer's birthday as a connected store is asked for it, and told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from admin_server import good, status

from plugin.platform.connected import ConnectedPlatform
from plugin.platform.seam import BirthDate, PlatformDown

THERE = BirthDate("1990-05-17", datetime(2026, 2, 1, 10, tzinfo=UTC), "d1")


@pytest.fixture
def platform(client) -> ConnectedPlatform:
    return ConnectedPlatform(client)


def shows(field):
    return good({"customer": {"birthDate": field}})


def refuses(name, code):
    return good({name: {"userErrors": [{"field": ["metafields", "0"], "code": code, "message": "no"}]}})


def test_what_the_shop_shows_is_read_with_its_time_and_version(server, platform):
    server.say(
        "BirthDateOf", shows({"value": "1990-05-17", "updatedAt": "2026-02-01T10:00:00Z", "compareDigest": "d1"})
    )
    assert platform.birth_date(1, 7) == THERE
    assert server.asked[0].variables == {"id": "gid://shopify/Customer/7"}


@pytest.mark.parametrize("answer", [shows(None), good({"customer": None})])
def test_no_birthday_and_no_customer_are_nothing(server, platform, answer):
    server.say("BirthDateOf", answer)
    assert platform.birth_date(1, 7) is None


@pytest.mark.parametrize("field", [{}, {"value": "1990-05-17", "updatedAt": "soon", "compareDigest": "d1"}])
def test_what_makes_no_sense_is_no_answer(server, platform, field):
    server.say("BirthDateOf", shows(field))
    with pytest.raises(PlatformDown):
        platform.birth_date(1, 7)


@pytest.mark.parametrize(("before", "digest"), [(None, None), (THERE, "d1")])
def test_a_date_takes_the_place_of_what_was_looked_at_and_of_nothing_else(server, platform, before, digest):
    server.say("BirthDateSet", good({"metafieldsSet": {"userErrors": []}}))
    assert platform.show_birth_date(1, 7, "1004-05-18", instead_of=before) is None
    wanted = {"customer": "gid://shopify/Customer/7", "date": "1004-05-18", "digest": digest}
    assert server.asked[0].variables == wanted


def test_one_that_is_taken_back_is_deleted(server, platform):
    server.say("BirthDateDelete", good({"metafieldsDelete": {"userErrors": []}}))
    assert platform.show_birth_date(1, 7, None, instead_of=THERE) is None
    assert [one.operation for one in server.asked] == ["BirthDateDelete"]


def test_a_refusal_is_told_and_a_change_meanwhile_is_tried_again(server, platform):
    server.say("BirthDateSet", refuses("metafieldsSet", "INVALID"), refuses("metafieldsSet", "STALE_OBJECT"))
    assert platform.show_birth_date(1, 7, "1004-05-18", instead_of=None) == "birth_date_set: INVALID at metafields.0"
    with pytest.raises(PlatformDown, match="meanwhile"):
        platform.show_birth_date(1, 7, "1004-05-18", instead_of=None)


def test_no_answer_is_told(server, platform):
    server.say("BirthDateSet", status(500))
    with pytest.raises(PlatformDown):
        platform.show_birth_date(1, 7, "1004-05-18", instead_of=None)
