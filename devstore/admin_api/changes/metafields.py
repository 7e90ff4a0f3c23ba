"""metafieldsSet and metafieldsDelete: all of them, or none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from devstore.admin_api.access import OWNERS, denied
from devstore.admin_api.asking import Info, Node, asking
from devstore.admin_api.changes.trouble import Trouble
from devstore.admin_api.found import node
from devstore.admin_api.ids import number_of, read_gid
from devstore.admin_api.objects.parts import digest, metafield_node
from devstore.doings.people import changed, set_metafield
from devstore.model.kept import Metafield, metafield
from devstore.model.people import Customer

_MOST = 25


def set_all(_source: Any, info: Info, metafields: list[Node]) -> Node:
    ask = asking(info)
    try:
        if len(metafields) > _MOST:
            raise Trouble(["metafields"], f"Exceeded the maximum metafields input limit of {_MOST}.", "INVALID")
        for place, given in enumerate(metafields):
            _check(info, place, given)
    except Trouble as trouble:
        return {"metafields": None, "userErrors": trouble.errors}
    rows = [_set(info, given) for given in metafields]
    for owner in dict.fromkeys(row.owner for row in rows):
        _tell(info, owner)
    ask.session.flush()
    return {"metafields": [metafield_node(row) for row in rows], "userErrors": []}


def delete_all(_source: Any, info: Info, metafields: list[Node]) -> Node:
    session = asking(info).session
    gone: list[Node | None] = []
    for given in metafields:
        _may_write(info, given["ownerId"], "metafieldsDelete")
        row = metafield(session, given["ownerId"], given["namespace"], given["key"])
        if row is not None:
            session.delete(row)
            _tell(info, row.owner)
        gone.append(None if row is None else given)
    return {"deletedMetafields": gone, "userErrors": []}


def _check(info: Info, place: int, given: Node) -> None:
    where = ["metafields", str(place)]
    _may_write(info, given["ownerId"], "metafieldsSet")
    if node(asking(info), given["ownerId"]) is None:
        raise Trouble([*where, "ownerId"], "Owner does not exist.", "INVALID", elementIndex=place)
    before = _before(info, given)
    if "compareDigest" in given and given["compareDigest"] != (digest(before) if before else None):
        raise Trouble(
            [*where], "The resource has been updated since it was loaded.", "STALE_OBJECT", elementIndex=place
        )
    kind = given.get("type") or (before.type if before else None)
    if kind is None:
        raise Trouble([*where, "type"], "Type can't be blank", "BLANK", elementIndex=place)
    if kind == "date" and not _is_date(given["value"]):
        raise Trouble([*where, "value"], "Value must be in YYYY-MM-DD format.", "INVALID_VALUE", elementIndex=place)
    if kind == "rating" and not _is_rating(given["value"]):
        raise Trouble(
            [*where, "value"], "Value must be a rating within its scale.", "INVALID_VALUE", elementIndex=place
        )
    if kind == "number_integer" and not given["value"].lstrip("-").isdecimal():
        raise Trouble([*where, "value"], "Value must be an integer.", "INVALID_VALUE", elementIndex=place)


def _set(info: Info, given: Node) -> Metafield:
    before = _before(info, given)
    kind = given.get("type") or (before.type if before else "single_line_text_field")
    namespace = given.get("namespace") or "$app"
    return set_metafield(asking(info).act, given["ownerId"], namespace, given["key"], kind, given["value"])


def _before(info: Info, given: Node) -> Metafield | None:
    return metafield(asking(info).session, given["ownerId"], given.get("namespace") or "$app", given["key"])


def _may_write(info: Info, owner: str, field: str) -> None:
    read = read_gid(owner)
    scope = OWNERS.get(read[0]) if read else None
    if scope is not None and not asking(info).may(scope):
        raise denied(field, scope)


def _tell(info: Info, owner: str) -> None:
    """A customer has changed by it; nobody listens to the others."""
    number = number_of(owner, "Customer")
    row = asking(info).session.get(Customer, number) if number else None
    if row is not None:
        changed(asking(info).act, row)


def _is_rating(text: str) -> bool:
    try:
        given = json.loads(text)
        return bool(float(given["scale_min"]) <= float(given["value"]) <= float(given["scale_max"]))
    except (ValueError, KeyError, TypeError):
        return False


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
