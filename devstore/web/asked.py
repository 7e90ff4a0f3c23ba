"""Reading what a request asks for; a wrong value is refused in a sentence."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any, cast

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from devstore.doings.people import LONDON, Newcomer


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


def newcomer(body: dict[str, Any]) -> Newcomer:
    """first_name, last_name, email, phone, locale, address {…}; what is left out of the address is London's."""
    known = {field.name for field in fields(Newcomer)}
    if not set(body) <= known:
        raise BadRequest(f"a person has {', '.join(sorted(known))}")
    return Newcomer(**{**body, "address": {**LONDON, **body.get("address", {})}})


def duration(body: dict[str, Any]) -> timedelta:
    """seconds, minutes, hours, days, added up."""
    try:
        by = timedelta(**{name: float(body.get(name, 0)) for name in ("seconds", "minutes", "hours", "days")})
    except (ValueError, TypeError, OverflowError):
        raise BadRequest("seconds, minutes, hours and days are numbers") from None
    if by < timedelta(0):
        raise BadRequest("time goes forward only")
    return by


def number(body: dict[str, Any], name: str) -> int:
    try:
        return int(body[name])
    except (KeyError, ValueError, TypeError):
        raise BadRequest(f"{name} is missing or no number") from None
