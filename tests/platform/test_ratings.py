"""Ratings as a connected store is told them."""

from __future__ import annotations

import json

import pytest
from admin_server import good, status

from plugin.platform.connected import ConnectedPlatform
from plugin.platform.seam import RATED_AT_ONCE, PlatformDown
from plugin.rating import Rating


@pytest.fixture
def platform(client) -> ConnectedPlatform:
    return ConnectedPlatform(client)


def said(name, *errors):
    return good({name: {"userErrors": [{"field": field, "code": code, "message": "no"} for field, code in errors]}})


def asked(server, operation):
    return [one.variables["metafields"] for one in server.asked if one.operation == operation]


def test_a_rating_is_two_standard_metafields(server, platform):
    server.say("RatingsSet", said("metafieldsSet"))
    assert platform.rate(1, [Rating(7, 37, 170)]) == {}
    (fields,) = asked(server, "RatingsSet")
    assert [(one["ownerId"], one["namespace"], one["key"], one["type"]) for one in fields] == [
        ("gid://shopify/Product/7", "reviews", "rating", "rating"),
        ("gid://shopify/Product/7", "reviews", "rating_count", "number_integer"),
    ]
    assert json.loads(fields[0]["value"]) == {"value": "4.6", "scale_min": "1.0", "scale_max": "5.0"}
    assert fields[1]["value"] == "37"


def test_a_full_call_is_within_shopifys_limit(server, platform):
    server.say("RatingsSet", said("metafieldsSet"))
    platform.rate(1, [Rating(id, 1, 5) for id in range(RATED_AT_ONCE)])
    assert [len(fields) for fields in asked(server, "RatingsSet")] == [24]


def test_a_product_without_reviews_loses_both(server, platform):
    server.say("RatingsDelete", said("metafieldsDelete"))
    assert platform.rate(1, [Rating(7, 0, 0)]) == {}
    (names,) = asked(server, "RatingsDelete")
    assert names == [
        {"ownerId": "gid://shopify/Product/7", "namespace": "reviews", "key": key}
        for key in ("rating", "rating_count")
    ]
    assert asked(server, "RatingsSet") == []


def test_who_is_refused_is_left_out_and_the_others_are_asked_for_again(server, platform):
    server.say(
        "RatingsSet", said("metafieldsSet", (["metafields", "2", "ownerId"], "INVALID")), said("metafieldsSet")
    )
    refused = platform.rate(1, [Rating(7, 1, 5), Rating(8, 1, 5), Rating(9, 1, 5)])
    assert list(refused) == [8]
    assert "INVALID at metafields.2.ownerId" in refused[8]
    assert [one["ownerId"][-1] for one in asked(server, "RatingsSet")[1]] == ["7", "7", "9", "9"]


def test_a_refusal_that_names_no_place_is_of_all(server, platform):
    server.say("RatingsSet", said("metafieldsSet", (["metafields"], "INVALID")))
    assert set(platform.rate(1, [Rating(7, 1, 5), Rating(8, 1, 5)])) == {7, 8}
    assert len(server.asked) == 1


def test_no_answer_is_told(server, platform):
    server.say("RatingsSet", status(500))
    with pytest.raises(PlatformDown):
        platform.rate(1, [Rating(7, 1, 5)])
