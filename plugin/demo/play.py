"""What a scene may do: move the clock, let things happen in the shop, look at what arrived, follow a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import requests

from plugin.clock import instant, local
from plugin.demo.shown import Shown, shown
from plugin.demo.store import Row, Said, Store
from plugin.demo.world import World
from plugin.errors import EncoreError
from plugin.explain import explain_message

ZONE = "Europe/London"
_PATIENCE_S = 10


class Missed(EncoreError):
    """What a scene promises did not happen."""


def london(text: str) -> datetime:
    """The instant of "2026-03-02 10:00" in London."""
    return at_home(text, ZONE)


def at_home(text: str, zone: str) -> datetime:
    wished = datetime.fromisoformat(text)
    return instant(wished.date(), time(wished.hour, wished.minute), zone)


def need(met: bool, promise: str) -> None:
    """Missed, with what was promised, unless it was met."""
    if not met:
        raise Missed(f"not so: {promise}")


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that was placed in the store."""

    id: int
    by: Row
    at: datetime
    lines: Sequence[Row]

    @property
    def about(self) -> str:
        return f"order:{self.id}"


@dataclass
class Play:
    """`orders` is what earlier scenes leave for later ones. What happens, happens in the store, over its control API;
    what arrived is read from its mailbox and its phones; why, and what waits, from Encore."""

    world: World
    store: Store
    orders: dict[str, Bought] = field(default_factory=dict)
    _goods: dict[str, Row] = field(default_factory=dict)

    def at(self, text: str) -> None:
        """Move the store's clock, and Encore's with it, to that London time."""
        wanted = london(text)
        left = wanted - self.store.now()
        need(left > timedelta(0), f"{text} is still to come")
        self.store.move_by(seconds=left.total_seconds())
        self.settle()

    def settle(self) -> None:
        """Webhooks are delivered, and Encore has done what is due."""
        self.store.post("webhooks/drain")
        need(self.world.settle(), "Encore finishes what is due within 20 s")

    def person(self, email: str) -> Row:
        found: list[Row] = self.store.get("customers", email=email)
        return found[0]

    def good(self, title: str) -> Row:
        if not self._goods:
            self._goods = {one["title"]: one for one in self.store.get("products")}
        return self._goods[title]

    def sell(self, person: Row, *titles: str, code: str | None = None, twice: bool = False) -> Bought:
        """A paid order; with `twice` each of its webhooks is delivered twice, as Shopify sometimes does."""
        self.store.post("switches", duplicates=twice)
        now = self.store.now()
        made = self.store.post("orders", code=code, **self._basket(person, titles))
        self.settle()
        return Bought(made["id"], person, now, made["lines"])

    def refusal(self, code: str | None, person: Row) -> str | None:
        """What the store's checkout says to a code at this moment: None if it takes it."""
        said = self.store.post("code", code=code, **self._basket(person, ("Sea boot socks",)))["refusal"]
        return None if said is None else str(said)

    def happens(self, deed: str, *orders: Bought, **more: object) -> None:
        """fulfil, deliver, refund, cancel …, as in the store's control API."""
        for bought in orders:
            self.store.post(f"orders/{bought.id}/{deed}", **more)
        self.settle()

    def told(self, flow: str, about: Bought | str, channel: str = "", step: int = 0) -> list[Shown]:
        """Every message of that flow and step about an order (or another subject), whatever its state."""
        name = about.about if isinstance(about, Bought) else about
        shop = self.world.shop
        with self.world.encore.database.read(shop.id) as session:
            every = shown(session, shop, flow, name, step)
        return [one for one in every if channel in ("", one.channel)]

    def arrived(self, flow: str, about: Bought | str, channel: str = "") -> Shown:
        """The one message that arrived, with its words as the mailbox or the phone has them. Missed if there is
        none, or more."""
        every = self.told(flow, about, channel)
        found = [one for one in every if one.has_arrived]
        seen = ", ".join(f"{one.channel} {one.state} {one.why or ''}".strip() for one in every) or "none"
        need(len(found) == 1, f"one {flow} {channel} arrives; there are: {seen}")
        there = [one for one in self.store.get("messages", to=found[0].to or "") if found[0].id in str(one["key"])]
        need(len(there) == 1, f"it is once in the mailbox or on the phone, not {len(there)} times")
        return replace(found[0], text=there[0]["text"], subject=there[0]["subject"])

    def why(self, message: Shown) -> str:
        """What `encore explain` says about it."""
        shop = self.world.shop
        with self.world.encore.database.read(shop.id) as session:
            return "\n".join(explain_message(session, shop, message.id))

    def follow(self, message: Shown, path: str) -> str:
        """The address in a message that leads to this part of Encore."""
        found = re.search(rf"{re.escape(self.world.encore.settings.app_url)}{path}\S+", message.text or "")
        if found is None:
            raise Missed(f"not so: the message has a link to {path}")
        return found[0]

    def get(self, address: str) -> str:
        answer = requests.get(address, timeout=_PATIENCE_S)
        need(answer.status_code == 200, f"GET {address} answers 200 (it is {answer.status_code})")
        return answer.text

    def post(self, address: str, form: dict[str, str]) -> str:
        answer = requests.post(address, data=form, timeout=_PATIENCE_S)
        need(answer.status_code == 200, f"POST {address} answers 200 (it is {answer.status_code})")
        return answer.text

    def _basket(self, person: Row, titles: Sequence[str]) -> Row:
        variants = {str(self.good(title)["variants"][0]["id"]): 1 for title in titles}
        who = {"customer_id": person["id"]} if "id" in person else {"guest": person}
        return {"variants": variants, **who}


def clock_of(message: Shown) -> str:
    """ "10:00" where the recipient lives."""
    return f"{local(message.at.astimezone(UTC), message.zone):%H:%M}"


__all__ = ["Bought", "Missed", "Play", "Said", "at_home", "clock_of", "london", "need"]
