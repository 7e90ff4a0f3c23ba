"""What a scene may do: move the clock, let things happen in the shop, look at what arrived, follow a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count

import requests
from sqlalchemy import select

from plugin.clock import instant, local
from plugin.demo import bodies
from plugin.demo.bought import Bought
from plugin.demo.goods import Good
from plugin.demo.people import Person
from plugin.demo.shown import Choice, Shown, shown
from plugin.demo.world import World
from plugin.errors import EncoreError
from plugin.explain import explain_message
from plugin.model.message import Message
from plugin.platform.recording import RecordingPlatform

_PATIENCE_S = 10


class Missed(EncoreError):
    """What a scene promises did not happen."""


def london(text: str) -> datetime:
    """The instant of "2026-03-02 10:00" in London."""
    return at_home(text, bodies.ZONE)


def at_home(text: str, zone: str) -> datetime:
    wished = datetime.fromisoformat(text)
    return instant(wished.date(), time(wished.hour, wished.minute), zone)


def need(met: bool, promise: str) -> None:
    """Missed, with what was promised, unless it was met."""
    if not met:
        raise Missed(f"not so: {promise}")


@dataclass
class Play:
    """`orders` is what earlier scenes leave for later ones."""

    world: World
    orders: dict[str, Bought] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(2001))

    def at(self, text: str) -> None:
        """Move the clock to that London time."""
        self.world.move_to(london(text))
        self.settle()

    def settle(self) -> None:
        need(self.world.settle(), "Encore finishes what is due within 20 s")

    def meet(self, *people: Person) -> None:
        """They have had an account, and said what they allow, since last June."""
        for person in people:
            self.world.counter.welcome(person, since=london("2025-06-01 12:00"))
        self.settle()

    def sell(self, person: Person, *goods: Good, copies: int = 1, code: str | None = None) -> Bought:
        bought = self.world.counter.sell(next(self._numbers), person, goods, copies=copies, code=code)
        self.settle()
        return bought

    def ship(self, *orders: Bought) -> None:
        for bought in orders:
            self.world.counter.ship(bought)
        self.settle()

    def deliver(self, *orders: Bought) -> None:
        for bought in orders:
            self.world.counter.deliver(bought)
        self.settle()

    def about(self, flow: str, about: Bought | str, channel: str = "", step: int = 0) -> list[Shown]:
        """Every message of that flow and step about an order (or another subject), whatever its state."""
        name = f"order:{about.id}" if isinstance(about, Bought) else about
        shop = self.world.shop
        with self.world.encore.database.read(shop.id) as session:
            ids = set(
                session.scalars(
                    select(Message.id).where(
                        Message.shop_id == shop.id, Message.flow == flow, Message.about == name, Message.step == step
                    )
                )
            )
            every = shown(session, shop, Choice("all", flow, channel), limit=1000)
        return [one for one in every if one.id in ids]

    def arrived(self, flow: str, about: Bought | str, channel: str = "") -> Shown:
        """The one message that arrived. Missed if there is none, or more."""
        every = self.about(flow, about, channel)
        found = [one for one in every if one.has_arrived]
        seen = ", ".join(f"{one.channel} {one.state} {one.why or ''}".strip() for one in every) or "none"
        need(len(found) == 1, f"one {flow} {channel} arrives; there are: {seen}")
        return found[0]

    def why(self, message: Shown) -> str:
        """What `encore explain` says about it."""
        shop = self.world.shop
        with self.world.encore.database.read(shop.id) as session:
            return "\n".join(explain_message(session, shop, message.id))

    def redeem(self, code: str | None, person: Person, at: datetime | None = None) -> str | None:
        """Use a code at the checkout: None if it works, else why it does not."""
        platform = self.world.encore.platform
        assert isinstance(platform, RecordingPlatform)
        return platform.redeem(self.world.shop_id, code or "", person.id, at or self.world.clock.now())

    def follow(self, message: Shown, path: str) -> str:
        """The address in a message that leads to this part of Encore."""
        found = re.search(rf"{re.escape(self.world.counter.address)}{path}\S+", message.text or "")
        need(found is not None, f"the message has a link to {path}")
        assert found is not None
        return found[0]

    def get(self, address: str) -> str:
        answer = requests.get(address, timeout=_PATIENCE_S)
        need(answer.status_code == 200, f"GET {address} answers 200 (it is {answer.status_code})")
        return answer.text

    def post(self, address: str, form: dict[str, str]) -> str:
        answer = requests.post(address, data=form, timeout=_PATIENCE_S)
        need(answer.status_code == 200, f"POST {address} answers 200 (it is {answer.status_code})")
        return answer.text


def clock_of(message: Shown) -> str:
    """ "10:00" where the recipient lives."""
    return f"{local(message.at, message.zone):%H:%M}"
