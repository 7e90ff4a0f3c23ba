"""Makes the sample shop happen: every account, order and parcel of the plan in its own time, by the same doings as
today's. It is all past: kept as events, sent to nobody."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devstore.act import Act
from devstore.bodies.shops import whole_shop
from devstore.database import Database
from devstore.doings import people, stock
from devstore.model.catalogue import Product
from devstore.seed.goods import GOODS
from devstore.seed.orders import Making, order_happens
from devstore.seed.people import PEOPLE, SOON, Person
from devstore.seed.plan import SPAN, Planned, plan
from devstore.store import Store

_SEED = 20_26
_OPENED = SPAN + timedelta(days=30)
_SOON = timedelta(days=35)
Deed = Callable[[Act], None]


def is_planted(database: Database) -> bool:
    with database.read() as session:
        return bool(session.scalar(select(func.count()).select_from(Product)))


def plant(store: Store, orders: int = 420, seed: int = _SEED) -> None:
    """An empty store gets its past, which ends now."""
    now = store.clock.now().astimezone(UTC).replace(microsecond=0)
    with store.database.write() as session:
        Planting(store, session, now).run(plan(seed, now, orders))


@dataclass
class Planting:
    store: Store
    session: Session
    now: datetime
    making: Making = field(default_factory=Making)
    _diary: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _turn: count[int] = field(default_factory=count)

    def run(self, orders: list[Planned]) -> None:
        opened = self.now - _OPENED
        self.at(opened, _tell_shop)
        for place, good in enumerate(GOODS):
            self.at(opened + timedelta(minutes=place + 1), partial(self._shelve, good.as_new()))
        first = {one.person: one.at for one in reversed(orders)}
        for place, person in enumerate(PEOPLE):
            joined = first.get(place, self.now - timedelta(days=20 + place)) - timedelta(minutes=7)
            self.at(joined, partial(self._join, person, place))
        for one in orders:
            order_happens(self, one)
        self._live()

    def at(self, when: datetime, deed: Deed) -> None:
        """To be done then; what would be later than now has not happened."""
        if when <= self.now:
            heapq.heappush(self._diary, (when, next(self._turn), deed))

    def _live(self) -> None:
        with self.session.no_autoflush:  # everything is written at the end, in one go
            while self._diary:
                when, _, deed = heapq.heappop(self._diary)
                deed(Act(self.session, when, self.store.settings.app, is_past=True))

    def _shelve(self, new: stock.NewProduct, act: Act) -> None:
        self.making.products.append(stock.add_product(act, new))

    def _join(self, person: Person, house: int, act: Act) -> None:
        row = people.welcome(
            act,
            people.Newcomer(
                person.first, person.last, person.email, person.phone, person.place.locale,
                person.place.address(house + 1),
            ),
        )  # fmt: skip
        self.making.customers[house] = row
        if person.mail:
            people.consent(act, row, "email", "subscribed", person.mail)
        if person.texts:
            people.consent(act, row, "sms", "subscribed")
        if person.born:
            people.birthday(act, row, _born(person.born, self.now))


def _tell_shop(act: Act) -> None:
    act.tell("shop/update", whole_shop(act.at))


def _born(told: str, now: datetime) -> date:
    """1992 had a 29 February."""
    if told == SOON:
        return (now + _SOON).date().replace(year=1992)
    month, day = told.split("-")
    return date(1992, int(month), int(day))
