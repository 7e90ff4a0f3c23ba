"""A bulk query: what is allowed in one, the pages that answer it, and the lines of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    execute_sync,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.language import IntValueNode
from graphql.type import is_list_type
from graphql.type.definition import get_nullable_type

from devstore.admin_api.asking import Asking

_PAGE = 250
MOST_CONNECTIONS, DEEPEST = 5, 2  # Shopify's documentation


class NotAllowed(Exception):
    """Why this is no bulk query."""


@dataclass(frozen=True, slots=True)
class Exported:
    lines: list[str]
    roots: int
    error: str | None


def checked(schema: GraphQLSchema, query: str) -> DocumentNode:
    """The query as it is run, with pages. NotAllowed for one that Shopify refuses."""
    try:
        document = parse(query)
    except GraphQLError as error:
        raise NotAllowed(f"Invalid bulk query: {error.message}") from None
    wrong = validate(schema, document)
    if wrong:
        raise NotAllowed(f"Invalid bulk query: {wrong[0].message}")
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    if operation.operation is not OperationType.QUERY or operation.variable_definitions:
        raise NotAllowed("Bulk queries are queries without variables")
    if len(operation.selection_set.selections) != 1:
        raise NotAllowed("Bulk queries must have exactly one top-level field")
    types, paging = TypeInfo(schema), _Paging()
    paging.types = types
    found: DocumentNode = visit(document, TypeInfoVisitor(types, paging))
    if not paging.count:
        raise NotAllowed("Bulk queries must contain at least one connection")
    if paging.count > MOST_CONNECTIONS:
        raise NotAllowed(f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections")
    return found


def exported(schema: GraphQLSchema, document: DocumentNode, ask: Asking) -> Exported:
    """Every page; ACCESS_DENIED where a scope is missing."""
    lines: list[str] = []
    roots, after = 0, None
    while True:
        said = execute_sync(schema, _from(document, after), context_value=ask)
        if said.errors:
            denied = any((one.extensions or {}).get("code") == "ACCESS_DENIED" for one in said.errors)
            return Exported([], 0, "ACCESS_DENIED" if denied else "INTERNAL_SERVER_ERROR")
        (page,) = (said.data or {}).values()
        for node in _nodes(page):
            roots += 1
            lines += _lines(node, None)
        if not page["pageInfo"]["hasNextPage"]:
            return Exported(lines, roots, None)
        after = page["pageInfo"]["endCursor"]


class _Paging(Visitor):
    """Gives every connection a page size, and the outermost what is needed to turn pages."""

    types: TypeInfo

    def __init__(self) -> None:
        super().__init__()
        self.count = self._depth = self._lists = 0

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        kind = self.types.get_type()
        if is_list_type(get_nullable_type(kind)) and node.selection_set and not _is_edges(node):
            self._lists += 1
        if not _is_connection(kind):
            return None
        if self._lists:
            raise NotAllowed("Queries that contain a connection field within a list field are not supported")
        self._depth += 1
        self.count += 1
        if self._depth > DEEPEST + 1:
            raise NotAllowed(f"Bulk queries cannot be nested deeper than {DEEPEST}")
        return None

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        kind = self.types.get_type()
        if is_list_type(get_nullable_type(kind)) and node.selection_set and not _is_edges(node):
            self._lists -= 1
        if not _is_connection(kind):
            return None
        self._depth -= 1
        return _paged(node, is_outermost=self._depth == 0)


def _is_edges(node: FieldNode) -> bool:
    return node.name.value in ("edges", "nodes")


def _is_connection(kind: Any) -> bool:
    return kind is not None and str(get_named_type(kind)).endswith("Connection")


def _paged(node: FieldNode, *, is_outermost: bool) -> FieldNode:
    kept = [one for one in node.arguments or () if one.name.value not in ("first", "last", "after", "before")]
    first = ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(_PAGE)))
    inside = node.selection_set
    if is_outermost and inside is not None:
        turning: Any = parse("{ pageInfo { hasNextPage endCursor } }").definitions[0]
        inside = type(inside)(selections=(*inside.selections, *turning.selection_set.selections))
    return FieldNode(
        alias=node.alias, name=node.name, arguments=(*kept, first), directives=node.directives, selection_set=inside
    )


def _from(document: DocumentNode, after: str | None) -> DocumentNode:
    """The document, its outermost connection read from this cursor on."""
    if after is None:
        return document
    cursor = ArgumentNode(name=NameNode(value="after"), value=StringValueNode(value=after))
    operation: Any = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    (top,) = operation.selection_set.selections
    moved = FieldNode(
        alias=top.alias, name=top.name, arguments=(*top.arguments, cursor), directives=top.directives,
        selection_set=top.selection_set,
    )  # fmt: skip
    selected = type(operation.selection_set)(selections=(moved,))
    whole = OperationDefinitionNode(
        operation=operation.operation, name=operation.name, variable_definitions=(), directives=operation.directives,
        selection_set=selected,
    )  # fmt: skip
    others = [one for one in document.definitions if one is not operation]
    return DocumentNode(definitions=(whole, *others))


def _nodes(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in page["edges"]] if "edges" in page else list(page["nodes"])


def _lines(node: dict[str, Any], parent: str | None) -> Iterator[str]:
    """The object without its connections, then what is in them, each with its parent's id."""
    inside = {name: value for name, value in node.items() if _is_page(value)}
    own = {name: value for name, value in node.items() if name not in inside}
    if parent is not None:
        own["__parentId"] = parent
    yield json.dumps(own, ensure_ascii=False, separators=(",", ":"))
    for page in inside.values():
        for child in _nodes(page):
            yield from _lines(child, node["id"])


def _is_page(value: Any) -> bool:
    return isinstance(value, dict) and ("edges" in value or "nodes" in value)
