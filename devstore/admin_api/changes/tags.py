"""tagsAdd and tagsRemove, of customers and products."""

from __future__ import annotations

from typing import Any

from devstore.admin_api.access import OWNERS, denied
from devstore.admin_api.asking import Info, Node, asking, instant
from devstore.admin_api.found import node
from devstore.admin_api.ids import read_gid
from devstore.doings.stock import changed as product_changed
from devstore.model.catalogue import Product
from devstore.model.people import Customer

_KINDS = ("Customer", "Product")


def add(_source: Any, info: Info, id: str, tags: list[str]) -> Node:
    return _changed(info, id, tags, is_added=True)


def remove(_source: Any, info: Info, id: str, tags: list[str]) -> Node:
    return _changed(info, id, tags, is_added=False)


def _changed(info: Info, gid: str, tags: list[str], *, is_added: bool) -> Node:
    """Tags are the same whatever their case; one that is there already is left as it is."""
    ask, read = asking(info), read_gid(gid)
    if read is None or read[0] not in _KINDS:
        return {"node": None, "userErrors": [{"field": ["id"], "message": "Tags of this kind are not played here"}]}
    kind, number = read
    if not ask.may(OWNERS[kind]):
        raise denied("tagsAdd" if is_added else "tagsRemove", OWNERS[kind])
    row = ask.session.get(Customer, number) if kind == "Customer" else ask.session.get(Product, number)
    if row is None:
        return {"node": None, "userErrors": [{"field": ["id"], "message": f"{kind} does not exist"}]}
    before = [tag for tag in row.tags.split(", ") if tag]
    named = {tag.strip().lower(): tag.strip() for tag in tags if tag.strip()}
    has = {tag.lower() for tag in before}
    moved = [tag for key, tag in named.items() if (key not in has) == is_added]
    kept = [tag for tag in before if is_added or tag.lower() not in named]
    row.tags = ", ".join([*kept, *moved] if is_added else kept)
    if moved:
        _tell(info, row, moved, is_added)
    return {"node": node(ask, gid), "userErrors": []}


def _tell(info: Info, row: Customer | Product, moved: list[str], is_added: bool) -> None:
    act = asking(info).act
    if isinstance(row, Product):
        product_changed(act, row)
        return
    row.updated_at = act.at
    topic = "customer.tags_added" if is_added else "customer.tags_removed"
    act.tell(topic, {"customerId": row.gid, "tags": moved, "occurredAt": instant(act.at)})
