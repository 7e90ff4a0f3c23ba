"""What an answer of the Admin API means: its data, or a typed trouble. Nothing here waits or repeats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests

from plugin.platform.points import Told
from plugin.platform.trouble import (
    AccessDenied,
    AccessLost,
    NotUnderstood,
    Refused,
    ShopClosed,
    Throttled,
    TryLater,
    UserError,
)

SOON = timedelta(0)
LONGEST_WAIT_S = 3600.0  # no Retry-After is believed beyond an hour


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is the JSON object, {} where there is none."""

    status: int
    body: Mapping[str, Any]
    retry_after: timedelta

    @property
    def told(self) -> Told | None:
        """What it says about the shop's points."""
        cost = _mapping(_mapping(self.body.get("extensions")).get("cost"))
        status = _mapping(cost.get("throttleStatus"))
        most, available, rate = (
            _number(status.get(key)) for key in ("maximumAvailable", "currentlyAvailable", "restoreRate")
        )
        if most is None or available is None or rate is None:
            return None
        return Told(most, available, rate, 0.0 if is_throttled(self) else _number(cost.get("actualQueryCost")))

    @property
    def requested_cost(self) -> float | None:
        return _number(_mapping(_mapping(self.body.get("extensions")).get("cost")).get("requestedQueryCost"))


def read(response: requests.Response) -> Answer:
    try:
        body = response.json()
    except ValueError:
        body = None
    return Answer(response.status_code, _mapping(body), _retry_after(response.headers.get("Retry-After", "")))


def data_of(answer: Answer, domain: str, document: str) -> dict[str, Any]:
    """`data` of a good answer. Raises Refused for user errors and a PlatformDown of its own type else."""
    _require_status(answer, domain)
    if is_throttled(answer):
        raise Throttled(f"{domain} has no query points left for {document}", _restored(answer))
    codes = _error_codes(answer)
    if "ACCESS_DENIED" in codes:
        raise AccessDenied(f"{domain} has not granted what {document} needs; open Encore in its admin and accept")
    if codes:
        raise NotUnderstood(f"{domain} cannot answer {document}: {', '.join(sorted(codes))}")
    data = answer.body.get("data")
    if not isinstance(data, dict):
        raise TryLater(f"the answer of {domain} to {document} is not GraphQL", SOON)
    _require_no_user_errors(data, document)
    return data


def is_throttled(answer: Answer) -> bool:
    return "THROTTLED" in _error_codes(answer)


def _require_status(answer: Answer, domain: str) -> None:
    status = answer.status
    if status == 401:
        raise AccessLost(f"{domain} no longer accepts Encore's token; open Encore in the shop's admin once")
    if status in (402, 403, 404, 423):
        raise ShopClosed(f"{domain} is frozen, locked or gone ({status})")
    if status == 429:
        raise TryLater(f"{domain} asks to wait", answer.retry_after or timedelta(seconds=1))
    if status != 200:
        raise TryLater(f"{domain} answered {status}", answer.retry_after)


def _error_codes(answer: Answer) -> set[str]:
    """Codes of top-level errors; UNKNOWN for one without. Messages are left alone, they may quote variables."""
    errors = answer.body.get("errors")
    if not errors:
        return set()
    listed = errors if isinstance(errors, list) else [errors]
    return {str(_mapping(_mapping(one).get("extensions")).get("code") or "UNKNOWN")[:60] for one in listed}


def _restored(answer: Answer) -> timedelta:
    """How long until the question can be paid: what is lacking at the shop's own rate."""
    told, cost = answer.told, answer.requested_cost
    if told is None or cost is None:
        return timedelta(seconds=1)
    return timedelta(seconds=max(0.0, min(cost, told.most) - told.available) / max(1.0, told.rate))


def _require_no_user_errors(data: Mapping[str, Any], document: str) -> None:
    found = tuple(
        UserError(
            ".".join(str(part) for part in one.get("field") or ()), one.get("code"), str(one.get("message") or "")
        )
        for payload in data.values()
        for one in _mapping(payload).get("userErrors") or ()
    )
    if found:
        raise Refused(document, found)


def _retry_after(text: str) -> timedelta:
    try:
        return timedelta(seconds=min(max(0.0, float(text)), LONGEST_WAIT_S))
    except ValueError:
        return SOON


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
