"""Two years of Blue Jumps as a webhook history, from a seed: the same moment gives the same bytes. It ends
yesterday (in the shop's days), so that today is yours to play with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from plugin.clock import instant, local_date, rfc3339
from plugin.demo import bodies, events
from plugin.demo.bought import Bought
from plugin.demo.events import Webhook
from plugin.demo.goods import GOODS, SETS, Good, of_set
from plugin.demo.people import GUEST, PEOPLE, Person
from plugin.history import Delivery

SEED = 20_261_125
_ORDERS = 310
_DAYS = 730
_API_VERSION = "2026-10"
_ENCODER = msgspec.json.Encoder()
Timed = tuple[datetime, Webhook]


def history(now: datetime, seed: int = SEED) -> list[Delivery]:
    """The deliveries in time order: the last one lies before the shop's midnight that began the day of `now`."""
    end = instant(local_date(now, bodies.ZONE), time(0), bodies.ZONE)
    dice = random.Random(seed)  # noqa: S311  (a sample, no secret)
    told = [*_opening(end - timedelta(days=_DAYS + 1)), *_trade(end, dice)]
    told = sorted((one for one in told if one[0] < end), key=lambda one: one[0])
    return [_delivery(number, at, *webhook) for number, (at, webhook) in enumerate(told)]


def write(deliveries: list[Delivery], path: Path) -> None:
    """As a HISTORY file, for `encore simulate`."""
    with path.open("wb") as file:
        for one in deliveries:
            line = {
                "topic": one.topic, "at": rfc3339(one.at), "webhook_id": one.webhook_id, "event_id": one.event_id,
                "api_version": _API_VERSION, "shop_domain": one.shop_domain, "body": msgspec.Raw(one.body),
            }  # fmt: skip
            file.write(_ENCODER.encode(line) + b"\n")


def _delivery(number: int, at: datetime, topic: str, body: bodies.Body) -> Delivery:
    return Delivery(
        topic, at, bodies.DOMAIN, str(UUID(int=number + 1)), str(UUID(int=number + (1 << 64))), _ENCODER.encode(body)
    )


def _opening(at: datetime) -> Iterator[Timed]:
    """The shop opens and fills its shelves."""
    yield at, events.shop(at)
    for number, good in enumerate(GOODS):
        yield at + timedelta(minutes=number + 1), events.product(good, at)


def _trade(end: datetime, dice: random.Random) -> Iterator[Timed]:
    """Orders in time order; everybody but the guest signs up a minute before the first one."""
    known: set[int] = set()
    for number, at in enumerate(_moments(end, dice)):
        person = _buyer(dice, number)
        bought = Bought(1001 + number, person, _basket(dice), at)
        if person.id is not None and person.id not in known:
            known.add(person.id)
            yield at - timedelta(minutes=1), events.customer(person, at - timedelta(minutes=1))
        yield at, events.paid(bought)
        yield from _afterwards(bought, dice)


def _moments(end: datetime, dice: random.Random) -> list[datetime]:
    """More in the second year than in the first, between 07:00 and 23:00."""
    days = sorted(int(_DAYS * dice.random() ** 0.8) + 1 for _ in range(_ORDERS))
    seconds = (dice.randrange(7 * 3600, 23 * 3600) for _ in days)
    midnight = end - timedelta(days=_DAYS)
    return sorted(
        midnight + timedelta(days=day - 1, seconds=second) for day, second in zip(days, seconds, strict=True)
    )


def _buyer(dice: random.Random, number: int) -> Person:
    """Everybody once, then some far more often than others; now and then somebody without an account."""
    if number < len(PEOPLE):
        return PEOPLE[(number * 7 + 5) % len(PEOPLE)]
    if dice.random() < 0.03:
        return GUEST
    return PEOPLE[int(len(PEOPLE) * dice.random() ** 2)]


def _basket(dice: random.Random) -> tuple[Good, ...]:
    """Mostly things that go together, sometimes one more."""
    together = list(of_set(dice.choice(SETS)))
    dice.shuffle(together)
    chosen = together[: dice.choice((1, 2, 2, 3))]
    if dice.random() < 0.15:
        chosen.append(dice.choice(GOODS))
    return tuple(dict.fromkeys(chosen))


def _afterwards(bought: Bought, dice: random.Random) -> Iterator[Timed]:
    """A few are cancelled; the others are sent, most of them with a scan at the door; some come back."""
    luck = dice.random()
    if luck < 0.03:
        at = bought.at + timedelta(hours=3)
        yield at, events.cancelled(bought, at)
        return
    days = dice.randint(1, 3) if bought.person.place.country == "GB" else dice.randint(4, 9)
    left_at, came_at = events.parcel_times(bought, dice.randint(4, 40), days)
    yield left_at, events.shipped(bought, left_at)
    if luck < 0.9:
        yield came_at, events.delivered(bought, came_at)
    if luck > 0.97:
        at = came_at + timedelta(days=3)
        yield at, events.return_requested(replace(bought, shipped_at=left_at))
    elif luck > 0.94:
        at = came_at + timedelta(days=4)
        yield at, events.refunded(bought, at)
