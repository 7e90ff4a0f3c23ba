"""The search syntax of `query:` arguments, as far as it is played: comparisons joined with AND or a space. A field
that is not played is an error here, where Shopify would quietly find everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graphql import GraphQLError
from sqlalchemy import Select

from devstore.admin_api.asking import read_instant

_TERM = re.compile(r"""(\w+):(>=|<=|>|<)?('[^']*'|"[^"]*"|\S+)""")
_COMPARE = {
    ">=": lambda column, value: column >= value, "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value, "<": lambda column, value: column < value,
    "": lambda column, value: column == value,
}  # fmt: skip


def narrowed(rows: Select[Any], query: str | None, columns: Mapping[str, Any]) -> Select[Any]:
    """The rows that the query finds; GraphQLError for what is not played."""
    left = (query or "").strip()
    for name, sign, value in _TERM.findall(left):
        if name not in columns:
            raise GraphQLError(f"query: `{name}` is not played here; there are {', '.join(columns)}")
        column = columns[name]
        rows = rows.where(_COMPARE[sign](column, _value(column, value.strip("'\""))))
    rest = re.sub(r"\bAND\b", " ", _TERM.sub(" ", left)).strip()
    if rest:
        raise GraphQLError(f"query: {rest!r} is not played here")
    return rows


def _value(column: Any, text: str) -> datetime | int | str:
    kind = column.type.python_type
    try:
        if kind is datetime:
            return read_instant(text)
        return int(text) if kind is int else text
    except ValueError:
        raise GraphQLError(f"query: {text!r} is no value of {column.key}") from None
