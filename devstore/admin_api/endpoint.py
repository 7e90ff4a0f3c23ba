"""One request to the Admin API: token, document, cost, scopes, answer. Answers are (JSON, status)."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from devstore.act import Act
from devstore.admin_api.asking import Asking
from devstore.admin_api.cost import requested
from devstore.admin_api.schema import schema
from devstore.admin_api.throttle import DEAREST
from devstore.oauth.tokens import install_of
from devstore.store import Store

Answer = tuple[dict[str, Any], int]
_DEAD = "[API] Invalid API key or access token (unrecognized login or wrong password)"
_LIMITS = "https://shopify.dev/api/usage/rate-limits"


def answer(store: Store, token: str, asked: dict[str, Any]) -> Answer:
    """401 for a dead token; everything else is 200, with `errors` where something is wrong."""
    with store.database.read() as session:
        install = install_of(session, token, store.clock.now())
    if install is None:
        return {"errors": _DEAD}, 401
    try:
        document, operation = _read(asked)
    except GraphQLError as error:
        return {"errors": [error.formatted]}, 200
    wrong = validate(schema(), document)
    if wrong:
        return {"errors": [one.formatted for one in wrong]}, 200
    variables = asked.get("variables") or {}
    cost = requested(schema(), document, operation, variables)
    if cost > DEAREST:
        return _too_dear(cost), 200
    if not store.bucket.take(cost, store.clock.now()):
        return _throttled(store, cost), 200
    said = _run(store, tuple(install.scopes), document, operation, variables)
    return {**said, "extensions": {"cost": _cost(store, cost, cost)}}, 200


def _read(asked: dict[str, Any]) -> tuple[DocumentNode, OperationDefinitionNode]:
    document = parse(str(asked.get("query") or ""))
    operation = get_operation_ast(document, asked.get("operationName"))
    if operation is None:
        raise GraphQLError("An operation name is required")
    return document, operation


def _run(
    store: Store, scopes: tuple[str, ...], document: DocumentNode, operation: OperationDefinitionNode, variables: Any
) -> dict[str, Any]:
    is_change = operation.operation is OperationType.MUTATION
    with store.database.write() if is_change else store.database.read() as session:
        act = Act(session, store.clock.now(), store.settings.app)
        result = execute_sync(
            schema(), document, variable_values=variables, context_value=Asking(act, store.settings, scopes),
            operation_name=operation.name.value if operation.name else None,
        )  # fmt: skip
        said: dict[str, Any] = {"data": result.data} if result.data is not None else {}
        if result.errors:
            said["errors"] = [_formatted(error) for error in result.errors]
    if is_change:
        store.wake()
    return said


def _formatted(error: GraphQLError) -> Any:
    """A fault of ours is no answer: it goes up, and the caller gets a 500."""
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        raise error.original_error
    return error.formatted


def _throttled(store: Store, cost: int) -> dict[str, Any]:
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": _LIMITS}}
    return {"errors": [error], "extensions": {"cost": _cost(store, cost, None)}}


def _too_dear(cost: int) -> dict[str, Any]:
    message = f"Query cost is {cost}, which exceeds the single query max cost limit ({DEAREST})."
    more = {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": DEAREST, "documentation": _LIMITS}
    return {"errors": [{"message": message, "extensions": more}]}


def _cost(store: Store, asked: int, used: int | None) -> dict[str, Any]:
    status = store.bucket.status(store.clock.now())
    return {"requestedQueryCost": asked, "actualQueryCost": used, "throttleStatus": status}
