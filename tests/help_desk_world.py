"""A shop with a help desk, and what that was told."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from world import SHOP_NUMBER, World

from plugin.cases import add_entry, close, open_case
from plugin.desk.help_desk import CHOICES, Told, newest
from plugin.desk.help_desk_moves import save
from plugin.model.case import Cause, EntryKind
from plugin.model.help_desk import HelpDesk, HelpDeskFact
from plugin.outside import NotFetched
from plugin.projection.work import Work
from plugin.stages.help_desk import drain

ADDRESS = "https://desk.example/hooks/encore?key=k3y"
ALL = [fact.value for fact in CHOICES]


@dataclass
class Receiver:
    """The other side. `says` is the status of its answers; None: nobody answers."""

    says: int | None = 204
    letters: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.letters.append((address, body, headers))
        if self.says is None:
            raise NotFetched("The other side could not be reached safely.")
        return self.says

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body, _ in self.letters]

    @property
    def kinds(self) -> list[str]:
        return [one["kind"] for one in self.told]

    @property
    def ids(self) -> list[str]:
        return [headers["Encore-Id"] for _, _, headers in self.letters]


def is_signed(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """As docs/help-desk.md has it."""
    wanted = hmac.new(secret.encode(), headers["Encore-Time"].encode() + b"." + body, "sha256").hexdigest()
    return hmac.compare_digest(headers["Encore-Signature"], f"v1={wanted}")


def joins(world: World, *told: str, address: str = ADDRESS, with_words: bool = False) -> str:
    """The shop has a help desk from now on; returns its secret."""
    wanted = told or ALL
    secret = save(world.encore, world.shop, 0, address=address, told=wanted, with_words=with_words, by="42")
    assert secret is not None
    return secret


def tell(world: World, receiver: Receiver) -> int:
    """The stage runs until it finds nothing."""
    done = 0
    while found := drain(world.encore, 100, receiver):
        done += found
    return done


def opened(world: World, who: Any = None, text: str = "It is broken", once: str | None = None) -> str:
    """A customer's case, or one line more in it."""
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        id = (who or world.customer("Ada")).id
        return open_case(
            work, customer_id=id, order_id=None, cause=Cause.REPLY, text=text, at=world.clock.now(), once=once
        )


def answered(world: World, case: str, text: str = "We send a new one") -> int:
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        return add_entry(work, case, EntryKind.ANSWERED, user_id="42", text=text)


def closed(world: World, case: str, seen: int) -> None:
    with world.database.write(world.shop.id) as session:
        close(Work(session, world.shop, world.clock.now()), case, user_id="42", seen=seen)


def erased(world: World, customer_id: int, *orders: int) -> None:
    gone = {"shop_domain": world.shop.domain, "customer": {"id": customer_id}, "orders_to_redact": list(orders)}
    world.webhook("customers/redact", {**gone, "shop_id": SHOP_NUMBER})


def desk(world: World) -> HelpDesk | None:
    with world.database.read(world.shop.id) as session:
        return session.scalar(select(HelpDesk).where(HelpDesk.shop_id == world.shop.id))


def facts(world: World) -> list[HelpDeskFact]:
    with world.database.read(world.shop.id) as session:
        return list(session.scalars(select(HelpDeskFact).where(HelpDeskFact.shop_id == world.shop.id)))


def listed(world: World) -> list[Told]:
    with world.database.read(world.shop.id) as session:
        return newest(session, world.shop)
