"""Reading what a request asks for; a wrong value is refused in a sentence."""

from __future__ import annotations

from typing import Any, cast

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType


def asked() -> dict[str, Any]:
    """The JSON object of the request. Only JSON: a form of another site cannot send it."""
    if not request.is_json:
        raise UnsupportedMediaType("send JSON")
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest("send a JSON object")
    return cast(dict[str, Any], body)


def pieces(body: dict[str, Any], name: str) -> dict[int, int] | None:
    """`{"id": pieces}`, with the ids as numbers."""
    given = body.get(name)
    if given is None:
        return None
    try:
        return {int(number): int(count) for number, count in given.items()}
    except (ValueError, TypeError, AttributeError):
        raise BadRequest(f"{name} is an object of ids and pieces") from None


def number(body: dict[str, Any], name: str) -> int:
    try:
        return int(body[name])
    except (KeyError, ValueError, TypeError):
        raise BadRequest(f"{name} is missing or no number") from None
