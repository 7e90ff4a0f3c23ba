"""Asks shops' Admin APIs: one token and one purse of points per shop, a few quick repeats, and never a long wait.

A shop that does not answer is left alone for a while at once, for all threads, so that its slowness costs the
others one time-out and not one for each message. Whoever must wait is told how long and does it in a row of
the database, not in a thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests

from plugin.platform.admin import AdminGraphQL, admin_session, pooled
from plugin.platform.answer import SOON, data_of, read
from plugin.platform.document import Document, document
from plugin.platform.points import BACKGROUND_KEEPS, Points
from plugin.platform.trouble import AccessLost, Throttled, TryLater

_PAUSES_S = (0.2, 0.6)  # between the tries of one call
_LONGEST_PAUSE_S = 1.0
_LAST_START_S = 3.0  # a try that begins later would keep a worker too long
_REST_S = 30.0  # how long a shop without an answer is left alone
_FIRST_COST = 10.0  # of a document before its first answer: what a mutation costs


@dataclass(frozen=True, slots=True)
class _Question:
    domain: str
    document: Document
    variables: Mapping[str, Any]
    keep: float  # the share of the shop's points that is left alone


class AdminClient:
    """`domain_of` and `token_for` say where a shop is and what opens it, `token_after` gives another token for one
    that was refused; both raise PlatformDown where nothing opens it. `base` takes Shopify's place in every
    address. Safe between threads."""

    def __init__(
        self,
        domain_of: Callable[[int], str],
        token_for: Callable[[int], str],
        token_after: Callable[[int, str], str],
        base: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._domain_of, self._token_for, self._token_after = domain_of, token_for, token_after
        self._base, self._sleep = base, sleep
        self._http = pooled()
        self._points: dict[int, Points] = {}
        self._costs: dict[str, float] = {}

    def run(
        self,
        shop_id: int,
        document_name: str,
        variables: Mapping[str, Any] | None = None,
        *,
        is_awaited: bool = False,
    ) -> dict[str, Any]:
        """`data` of the answer. `is_awaited`: a merchant waits for it, so it may use the whole purse.

        Raises Refused for user errors; Throttled and TryLater with the time after which to ask again; and for
        a person AccessLost, AccessDenied, ShopClosed or NotUnderstood: every one of these is a
        PlatformDown, and so is what `token_for` raises. Asks at most three times
        and sleeps a second at most; where the token is refused, once more with another."""
        question = _Question(
            self._domain_of(shop_id),
            document(document_name),
            variables or {},
            0.0 if is_awaited else BACKGROUND_KEEPS,
        )
        token = self._token_for(shop_id)
        points = self._points.setdefault(shop_id, Points())
        try:
            return self._patiently(points, question, token)
        except AccessLost:
            other = self._token_after(shop_id, token)
        return self._patiently(points, question, other)

    def close(self) -> None:
        self._http.close()

    def _patiently(self, points: Points, question: _Question, token: str) -> dict[str, Any]:
        began = time.monotonic()
        for pause_s in (*_PAUSES_S, None):
            try:
                return self._ask(points, question, token)
            except TryLater as trouble:
                wait_s = trouble.after.total_seconds() or pause_s or 0.0
                if pause_s is None or wait_s > _LONGEST_PAUSE_S or time.monotonic() - began > _LAST_START_S:
                    raise self._left_alone(points, trouble) from None
                self._sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    def _ask(self, points: Points, question: _Question, token: str) -> dict[str, Any]:
        domain, asked = question.domain, question.document
        cost = self._costs.get(asked.name, _FIRST_COST)
        lacking_s = points.take(cost, time.monotonic(), question.keep)
        if lacking_s:
            raise Throttled(f"{domain} needs a pause", timedelta(seconds=lacking_s))
        answer = None
        try:
            door = AdminGraphQL(admin_session(domain, token), self._http, self._base)
            answer = read(door.execute(asked.text, question.variables, asked.operation))
        except requests.RequestException as error:
            raise TryLater(f"{domain} gave no answer ({type(error).__name__})", SOON) from None
        finally:
            points.settle(cost, time.monotonic(), answer.told if answer else None)
        self._costs[asked.name] = answer.requested_cost or cost
        return data_of(answer, domain, asked.name)

    def _left_alone(self, points: Points, trouble: TryLater) -> TryLater:
        """Nobody asks this shop again before the time it named, or needs. Missing points are in the purse."""
        if isinstance(trouble, Throttled):
            return trouble
        trouble.after = trouble.after or timedelta(seconds=_REST_S)
        points.shut(time.monotonic() + trouble.after.total_seconds())
        return trouble
