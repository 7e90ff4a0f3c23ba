"""Every flow there is, found by being a module of this package with a `flow` in it.

A new flow is one file here, one template and one test; nothing lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

import plugin.flows
from plugin.flows.flow import Flow


def _found() -> Iterator[Flow]:
    for module in iter_modules(plugin.flows.__path__):
        if module.name == "registry":  # this one, still being imported
            continue
        flow = getattr(import_module(f"plugin.flows.{module.name}"), "flow", None)
        if isinstance(flow, Flow):
            yield flow


FLOWS: Mapping[str, Flow] = MappingProxyType(
    {flow.name: flow for flow in sorted(_found(), key=lambda flow: (flow.rank, flow.name))}
)
