"""Every rule of every flow is told to the merchant in words."""

import re
from pathlib import Path

import pytest

import plugin.flows
from plugin.desk.conditions import FLOW_WORDS, RULE_WORDS
from plugin.flows.registry import FLOWS
from plugin.policy.rules import RULES
from plugin.reasons import SENTENCES

FOLDER = Path(plugin.flows.__file__).parent
QUOTED = re.compile(r'"([a-z_]{3,40})"')
SHARED = {"order_or_skip(": "standing", "postponed(": "trouble"}  # whose reasons a flow gives that calls them


def _reasons(module: str) -> set[str]:
    source = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    called = [other for call, other in SHARED.items() if call in source and other != module]
    found = {word for word in QUOTED.findall(source) if word in SENTENCES}
    return found.union(*(_reasons(other) for other in called))


def test_the_shared_rules_are_found():
    assert {"test_order", "history", "refund", "gift"} <= _reasons("review_request")


@pytest.mark.parametrize("name", FLOWS)
def test_every_reason_of_a_flow_has_a_sentence(name):
    assert _reasons(name) - set(FLOW_WORDS[name].rules) == set()


@pytest.mark.parametrize("name", FLOWS)
def test_every_flow_is_described(name):
    words = FLOW_WORDS[name]
    assert all((words.title, words.what, words.trigger, words.delay))
    assert "{delay}" in words.timing
    assert set(words.rules) <= set(SENTENCES)
    assert all(sentence.endswith(".") for sentence in words.rules.values())


def test_every_rule_of_the_policy_is_described():
    assert set(RULE_WORDS) == {name for name, _ in RULES}


def test_no_flow_is_described_that_is_not_there():
    assert set(FLOW_WORDS) == set(FLOWS)
