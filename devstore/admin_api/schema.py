"""The executable schema: the SDL, with what answers each root field, guarded by scopes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graphql import GraphQLObjectType, GraphQLSchema, build_schema

from devstore.admin_api.access import guard
from devstore.admin_api.changes import MUTATION
from devstore.admin_api.root import QUERY

SDL = Path(__file__).with_name("schema.graphql")


@cache
def schema() -> GraphQLSchema:
    made = build_schema(SDL.read_text(encoding="utf-8"))
    for root, answers in (("QueryRoot", QUERY), ("Mutation", MUTATION)):
        kind = made.type_map[root]
        assert isinstance(kind, GraphQLObjectType)
        for name, resolve in answers.items():
            kind.fields[name].resolve = resolve
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                guard(kind, name, field)
    return made
