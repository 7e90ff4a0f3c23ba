"""Two years of orders, planned by chance from a seed: who buys what and when, and what becomes of it. Only a plan:
`plant` makes it happen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from devstore.seed.goods import GOODS, SETS, Good, of_set
from devstore.seed.people import PEOPLE

SPAN = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Planned:
    """`person` and `goods` are places in PEOPLE and GOODS. `fate`: fine, cancelled, refunded, returned, lost."""

    at: datetime
    person: int
    goods: tuple[int, ...]
    packed_at: datetime
    arrives_at: datetime
    fate: str


def plan(seed: int, now: datetime, orders: int) -> list[Planned]:
    """In time order; the same for the same seed and `now`. The last ones are still on their way at `now`."""
    chance = random.Random(seed)  # noqa: S311  (a sample shop, no secret)
    buyers = [place for place, person in enumerate(PEOPLE) if person.buys is None]
    made = []
    for place, person in enumerate(PEOPLE):
        made += [_order(chance, place, _moment(chance, now - timedelta(days=60))) for _ in range(person.buys or 0)]
    while len(made) < orders:
        # a few buy again and again, most seldom: the square favours the first
        place = buyers[int(chance.random() ** 2 * len(buyers))]
        made.append(_order(chance, place, _moment(chance, now)))
    return sorted(made, key=lambda one: one.at)


def _order(chance: random.Random, person: int, at: datetime) -> Planned:
    packed_at = at + timedelta(hours=chance.randint(3, 40))
    arrives_at = packed_at + timedelta(hours=chance.randint(30, 140))
    return Planned(at, person, _goods(chance, person), packed_at, arrives_at, _fate(chance))


def _moment(chance: random.Random, now: datetime) -> datetime:
    """More in the last months than in the first, and by day."""
    back = SPAN.total_seconds() * (1 - chance.random() ** 0.7)
    day = (now - timedelta(seconds=back)).replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + timedelta(seconds=chance.randint(8 * 3600, 22 * 3600))
    return min(at, now - timedelta(minutes=chance.randint(5, 90)))


def _goods(chance: random.Random, person: int) -> tuple[int, ...]:
    """Mostly of one set, which everybody has a favourite of."""
    favourite = SETS[person % len(SETS)]
    name = favourite if chance.random() < 0.7 else chance.choice(SETS)
    shelf: tuple[Good, ...] = of_set(name)
    wanted = chance.sample(shelf, k=min(len(shelf), chance.choices((1, 2, 3), (5, 4, 2))[0]))
    if chance.random() < 0.12:
        wanted.append(chance.choice(GOODS))
    return tuple(dict.fromkeys(GOODS.index(good) for good in wanted))


def _fate(chance: random.Random) -> str:
    return chance.choices(("fine", "cancelled", "refunded", "returned", "lost"), (90, 3, 3, 3, 1))[0]
