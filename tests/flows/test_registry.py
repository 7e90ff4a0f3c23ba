"""Flows are found by being there, and each is complete."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from people import SHIPPED_DEFAULTS

import plugin.flows
from plugin.config import FlowSettings
from plugin.events import Purpose
from plugin.flows.registry import FLOWS

PACKAGE = Path(plugin.flows.__path__[0])
TEMPLATES = PACKAGE.parent / "compose" / "templates"


def test_the_flows_are_there_service_first():
    assert list(FLOWS) == [
        "thank_you", "case_reply", "review_request", "nps", "question", "going", "csat", "birthday", "vip_code",
        "workflow", "cross_sell",
    ]  # fmt: skip


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_is_named_after_its_file_and_explains_itself(name):
    module = import_module(f"plugin.flows.{name}")
    assert module.flow is FLOWS[name]
    assert FLOWS[name].name == name
    assert len(module.__doc__.split()) > 30
    assert (Path(__file__).parent / f"test_{name}.py").exists()


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_has_defaults_and_is_off(name):
    assert name in SHIPPED_DEFAULTS.flows
    assert SHIPPED_DEFAULTS.flow(name) != FlowSettings()
    assert not SHIPPED_DEFAULTS.flow(name).enabled


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_has_a_template(name):
    assert name.isidentifier()  # it is the file's stem
    assert (TEMPLATES / "en" / f"{name}.md").exists()


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_only_promotional_flows_give_codes_and_each_code_says_whose_it_is(flow):
    assert not flow.gives_code or flow.purpose is Purpose.PROMOTIONAL
    assert bool(flow.code_prefix) == flow.gives_code


def test_the_defaults_name_no_flow_that_is_missing():
    assert set(SHIPPED_DEFAULTS.flows) == set(FLOWS)
