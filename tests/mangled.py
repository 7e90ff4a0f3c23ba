"""The same history as a bad network would bring it: doubled, late, shuffled, and with gaps that later views fill."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from own_history import in_order, text

_WINDOW = timedelta(minutes=10)
_MAY_BE_LOST = {"orders/paid": "orders/create", "fulfillments/create": "orders/fulfilled"}  # who carries it too


def mangled(lines: list[dict], seed: int = 7) -> tuple[list[dict], set[int]]:
    """The deliveries as they arrive, and the orders and customers about which one came late, in another place or
    not at all."""
    chance = random.Random(seed)
    arriving: list[dict] = []
    touched: set[int] = set()
    for line in lines:
        if line["topic"] in _MAY_BE_LOST and chance.random() < 0.5:
            touched |= about(line)
            continue
        late = chance.random() < 0.1
        arriving.append(_delayed(line, chance) if late else line)
        if late:
            touched |= about(line)
        if chance.random() < 0.1:
            again = _delayed(line, chance)
            arriving.append({**again, "webhook_id": line["webhook_id"] + chance.choice(["", "-again"])})
    arrived = in_order(arriving)
    shuffled = _shuffled(arrived, chance)
    for before, after in zip(arrived, shuffled, strict=True):
        touched |= about(before) if before is not after else set()
    return shuffled, touched


def about(line: dict) -> set[int]:
    """Order and customer of a delivery, where its body tells."""
    body, topic = line["body"], line["topic"]
    found = {body.get("order_id"), body.get("customer_id"), (body.get("customer") or {}).get("id")}
    if topic.startswith(("orders/", "customers")):
        found.add(body.get("id"))
    return {id for id in found if id is not None}


def _delayed(line: dict, chance: random.Random) -> dict:
    at = datetime.fromisoformat(line["at"]) + timedelta(hours=chance.uniform(0.1, 48))
    return {**line, "at": text(at)}


def _shuffled(lines: list[dict], chance: random.Random) -> list[dict]:
    """Within ten minutes any order is possible; the times of arrival stay in order."""
    shuffled: list[dict] = []
    window: list[dict] = []
    for line in [*lines, None]:
        if window and (line is None or _at(line) - _at(window[0]) > _WINDOW):
            times = [one["at"] for one in window]
            chance.shuffle(window)
            shuffled += [one if one["at"] == at else {**one, "at": at} for one, at in zip(window, times, strict=True)]
            window = []
        if line is not None:
            window.append(line)
    return shuffled


def _at(line: dict) -> datetime:
    return datetime.fromisoformat(line["at"])
