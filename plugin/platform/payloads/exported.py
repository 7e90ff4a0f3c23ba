"""Objects of an export: put together again from their lines, and read as the webhooks that would have told of them.

An export tells less in one place: its parcels have no lines and no scans, only when they arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plugin.errors import BadPayload
from plugin.events import Event
from plugin.platform.nodes import customer_changes, order_changes, product_changes
from plugin.platform.nodes.parts import Node
from plugin.platform.payloads import parse
from plugin.platform.seam import Change

_WRITTEN: Mapping[str, Callable[[Node], list[Change]]] = {
    "Product": product_changes, "Customer": customer_changes, "Order": order_changes,
}  # fmt: skip
_LISTS = {"ProductVariant": "variants", "LineItem": "lineItems", "Return": "returns"}


def exported(node: Node, children: Sequence[Node]) -> tuple[Event, ...]:
    """What an object of an export and those that belong to it say; () for a kind that nothing reads. Raises
    BadPayload as the webhook's reader does."""
    kind = kind_of(node)
    if kind not in _WRITTEN:
        return ()
    try:
        told = _WRITTEN[kind]({**node, **_lists(children)})
    except (AttributeError, TypeError, KeyError) as wrong:
        raise BadPayload(f"{kind}: not the expected form ({type(wrong).__name__})") from None
    return tuple(event for one in told for event in parse(one.topic, one.body, triggered_at=one.at))


def kind_of(node: Node) -> str:
    """`Order` of `gid://shopify/Order/1`; BadPayload where there is no such id."""
    parts = str(node.get("id")).split("/")
    if len(parts) != 5 or not parts[4].isdecimal():
        raise BadPayload("a line of the export has no id")
    return parts[3]


def _lists(children: Sequence[Node]) -> dict[str, Any]:
    found: dict[str, list[Node]] = defaultdict(list)
    for child in children:
        found[_LISTS.get(kind_of(child), "")].append(child)
    return {name: {"nodes": nodes} for name, nodes in found.items()}
