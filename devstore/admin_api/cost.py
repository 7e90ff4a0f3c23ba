"""What a query costs, before it runs. Shopify documents the parts (an object 1, a scalar 0, a mutation 10, a
connection by its size) and not how size counts; here a page counts with the square root of its length, which keeps
the documents that real apps send below the limit of 1,000, as they are in a real shop."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
)
from graphql.utilities import value_from_ast_untyped

_MUTATION = 10


def requested(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """Points of a valid document."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    is_change = operation.operation is OperationType.MUTATION
    root = schema.mutation_type if is_change else schema.query_type
    counted = Counted(schema, fragments, variables)
    return _MUTATION if is_change else max(1, counted.of(operation.selection_set, root))


class Counted:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables

    def of(self, selected: SelectionSetNode | None, kind: Any) -> int:
        return sum(self._one(one, kind) for one in selected.selections) if selected else 0

    def _one(self, one: object, kind: Any) -> int:
        if isinstance(one, FragmentSpreadNode):
            fragment = self._fragments[one.name.value]
            return self.of(fragment.selection_set, self._schema.type_map[fragment.type_condition.name.value])
        if isinstance(one, InlineFragmentNode):
            named = self._schema.type_map[one.type_condition.name.value] if one.type_condition else kind
            return self.of(one.selection_set, named)
        return self._field(one, kind) if isinstance(one, FieldNode) else 0

    def _field(self, one: FieldNode, kind: Any) -> int:
        if one.selection_set is None or not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        answer: Any = get_named_type(kind.fields[one.name.value].type)
        inside = self.of(one.selection_set, answer)
        is_object = isinstance(answer, GraphQLObjectType) and any(face.name == "Node" for face in answer.interfaces)
        size = self._size(one)
        own = 1 if is_object else 0
        return own + inside if size is None else ceil(sqrt(size)) * (1 + inside)

    def _size(self, one: FieldNode) -> int | None:
        for argument in one.arguments or ():
            if argument.name.value in ("first", "last"):
                size = value_from_ast_untyped(argument.value, dict(self._variables))
                return size if isinstance(size, int) else None
        return None
