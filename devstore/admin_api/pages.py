"""Connections: pages of rows of a table, or of a list, with cursors."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from devstore.admin_api.asking import Node

LARGEST = 250


def page_of_rows(
    session: Session, rows: Select[Any], key: Any, number: Any, node: Callable[[Any], Node], words: dict[str, Any]
) -> Node:
    """By `key`, then by `number` (the id); `words` are first, after, last, before, reverse."""
    size, is_back = _size(words)
    is_down = bool(words.get("reverse")) != is_back
    if (cursor := words.get("before" if is_back else "after")) is not None:
        rows = rows.where(_beyond(key, number, read_cursor(cursor), is_down))
    ordered = rows.order_by(key.desc(), number.desc()) if is_down else rows.order_by(key, number)
    found = list(session.scalars(ordered.limit(size + 1)))
    is_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    cursors = [cursor_of(getattr(row, key.key), row.id) for row in found]
    return connection([node(row) for row in found], cursors, is_more, cursor is not None, is_back)


def page_of_list(found: Sequence[Node], words: dict[str, Any]) -> Node:
    """A page of what is in memory already; cursors are places."""
    size, is_back = _size(words)
    ordered = list(enumerate(reversed(found) if words.get("reverse") else found))
    if (cursor := words.get("before" if is_back else "after")) is not None:
        place = int(read_cursor(cursor)[0])
        ordered = [one for one in ordered if (one[0] < place if is_back else one[0] > place)]
    is_more = len(ordered) > size
    kept = ordered[-size:] if is_back and size else ordered[:size]
    cursors = [cursor_of(place, 0) for place, _ in kept]
    return connection([node for _, node in kept], cursors, is_more, cursor is not None, is_back)


def connection(nodes: list[Node], cursors: list[str], is_more: bool, has_cursor: bool, is_back: bool) -> Node:
    return {
        "nodes": nodes,
        "edges": [{"node": node, "cursor": cursor} for node, cursor in zip(nodes, cursors, strict=True)],
        "pageInfo": {
            "hasNextPage": has_cursor if is_back else is_more,
            "hasPreviousPage": is_more if is_back else has_cursor,
            "startCursor": cursors[0] if cursors else None, "endCursor": cursors[-1] if cursors else None,
        },
    }  # fmt: skip


def cursor_of(key: Any, number: int) -> str:
    written = key.isoformat() if hasattr(key, "isoformat") else key
    return base64.urlsafe_b64encode(json.dumps([written, number]).encode()).decode()


def read_cursor(text: str) -> list[Any]:
    try:
        read = json.loads(base64.urlsafe_b64decode(text))
    except ValueError:
        raise GraphQLError("Invalid cursor for current pagination sort.") from None
    if not isinstance(read, list) or len(read) != 2:
        raise GraphQLError("Invalid cursor for current pagination sort.")
    return read


def _size(words: dict[str, Any]) -> tuple[int, bool]:
    first, last = words.get("first"), words.get("last")
    size = first if first is not None else last
    if size is None:
        raise GraphQLError("you must provide one of first or last")
    if not 0 <= size <= LARGEST:
        raise GraphQLError(f"first and last may not be more than {LARGEST}")
    return size, first is None


def _beyond(key: Any, number: Any, cursor: list[Any], is_down: bool) -> ColumnElement[bool]:
    from devstore.admin_api.asking import read_instant

    value = read_instant(cursor[0]) if isinstance(cursor[0], str) else cursor[0]
    place = tuple_(key, number)
    return place < (value, cursor[1]) if is_down else place > (value, cursor[1])
