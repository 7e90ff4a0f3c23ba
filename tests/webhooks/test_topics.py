from __future__ import annotations

import tomllib
from pathlib import Path

from webhooks.topics import COMPLIANCE, NO_EFFECT_YET, PARSERS, has_parser

APP = tomllib.loads((Path(__file__).parents[2] / "app.toml").read_text(encoding="utf-8"))
SUBSCRIPTIONS = APP["webhooks"]["subscriptions"]


def test_every_subscribed_topic_has_a_parser_or_is_known_to_have_no_effect():
    subscribed = {topic for each in SUBSCRIPTIONS for topic in each.get("topics", ())}
    assert subscribed - set(PARSERS) == NO_EFFECT_YET


def test_every_privacy_topic_is_subscribed_and_read():
    subscribed = {topic for each in SUBSCRIPTIONS for topic in each.get("compliance_topics", ())}
    assert subscribed == COMPLIANCE
    assert all(has_parser(topic) for topic in COMPLIANCE)


def test_a_topic_of_another_app_has_no_parser():
    assert not has_parser("carts/create")
