"""A small world for tests: one shop with every flow on, another shop that must see nothing, a clock that the
test spins, and the real pipeline from webhook JSON to letter.

    world = World(database)
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada, paid="2026-02-01 10:00")
    world.delivered(order)
    world.spin(days=7)
    assert [m.flow for m in world.outbox()] == …

Transports and platform record unless others are given. Times are UTC; text such as "2026-02-01 10:00" will do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from id_tokens import CLIENT_ID, SECRET
from sqlalchemy import select
from webhook_bodies import Body, Customer, Order, line, parcel, refund

from plugin.audit import findings
from plugin.channels.recording import RecordingTransport
from plugin.channels.transport import Letter, Transport
from plugin.clock import SpunClock
from plugin.config import defaults
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.events import Channel
from plugin.flows.registry import FLOWS
from plugin.inbox import Incoming, seal
from plugin.model import Base
from plugin.model.message import Code, Message, Transition
from plugin.operator import Settings
from plugin.platform.recording import RecordingPlatform
from plugin.runtime.executors import InlineExecutor
from plugin.shops import Shop

BEGINS = datetime(2026, 2, 1, 8, tzinfo=UTC)  # a Sunday morning
KEYS = (bytes(range(32)),)
_OF_EVERY_SHOP = {"watermark"}  # how far each was compared, whether anything happened in it or not
SHOP_NUMBER, OTHER_NUMBER = 548_380_009, 548_380_010


def settings_for(database_url: str = "sqlite://", **more: Any) -> Settings:
    """What the operator would have set."""
    return Settings(
        shop_defaults=defaults(), database_url=database_url, app_url="https://encore.example.com",
        encryption_keys=KEYS, secret_key=b"s" * 32, api_key=CLIENT_ID, api_secret=SECRET, **more,
    )  # fmt: skip


# What the clock wakes and no spinning does: whoever tests one of these drains it. Each costs every hour of a spun
# month as much as all others together, and the world's own platform has nothing to tell.
NOT_SPUN = ("prune", "reconcile", "history")
# What is done only where a spin ends: it tells others or learns, and no stop on the way is because of it.
ON_ARRIVAL = ("learn", "tariff", "renew", "tell", "pictures", "moving")


class World:
    def __init__(
        self,
        database: Database,
        *,
        at: str | datetime = BEGINS,
        settings: Mapping[str, Any] | None = None,
        time_zone: str = "Europe/London",
        currency: str = "GBP",
        flows_on: tuple[str, ...] = tuple(FLOWS),
        email: Transport | None = None,
        sms: Transport | None = None,
        platform: Any = None,
        name: str = "pots",
        billing: str = "none",
    ) -> None:
        """`settings` are the shop's own `[encore.*]` tables; `flows_on` count all orders, also old ones."""
        self.database = database
        self.clock = SpunClock(_time(at))
        self.platform = platform or RecordingPlatform()
        self.email = email or RecordingTransport("email", self.clock)
        self.sms = sms or RecordingTransport("sms", self.clock)
        self.encore: Encore = make_encore(
            settings_for(billing=billing), database=database, clock=self.clock, platform=self.platform,
            transports={Channel.EMAIL: self.email, Channel.SMS: self.sms},
        )  # fmt: skip
        self.inline, self.not_spun = InlineExecutor(self.encore), NOT_SPUN
        self.woken: list[str] = []  # stages that Encore would have woken; the test's `spin` does the work
        self.encore.wake = self.woken.append
        self._ids = count(1001)
        self._products: dict[str, int] = {}
        self.shop = self._add(name, SHOP_NUMBER, time_zone, currency, flows_on, settings)
        self.other = self._add(f"other-than-{name}", OTHER_NUMBER, time_zone, currency, flows_on, settings)

    def close(self) -> None:
        self.encore.inbox.close()
        self.email.close()
        self.sms.close()

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what happens in the shop

    def customer(
        self, first_name: str = "Ada", *, email: str | None = "", phone: str | None = None,
        consent: str = "subscribed", sms_consent: str | None = None, birthday: str | None = None,
        shop: Shop | None = None, **place: Any,
    ) -> Customer:  # fmt: skip
        """Somebody new, subscribed to e-mail unless said otherwise; lives in London unless `country`, `city`,
        `postcode`, `province` say otherwise. `email` "" makes one up."""
        id = next(self._ids)
        who = Customer(id, f"{first_name.lower()}{id}@shopper.example" if email == "" else email, phone, first_name)
        for name, value in place.items():
            setattr(who, name, value)
        more: Body = {"email_marketing_consent": _consent(consent, self.clock.now())}
        if sms_consent:
            more["sms_marketing_consent"] = _consent(sms_consent, self.clock.now())
        if birthday:
            told = {"namespace": "facts", "key": "birth_date", "value": birthday}
            more["metafields"] = [{**told, "updated_at": self.clock.now().isoformat()}]
        self.webhook("customers/create", who.body(self.clock.now(), **more), shop=shop)
        return who

    def order(
        self, *products: str, by: Customer | None = None, paid: str | datetime | None = "now", price: str = "30.00",
        is_guest: bool = False, shop: Shop | None = None,
    ) -> Order:  # fmt: skip
        """An order of one of each product, paid at `paid` (None: not paid); the clock moves there if it is later."""
        who = by or self.customer(shop=shop)
        if paid is not None and paid != "now":
            self.spin(to=paid)
        now = self.clock.now()
        where = shop or self.shop
        lines = [line(next(self._ids), self._product(title), title, price) for title in products or ("jumper",)]
        id = next(self._ids)
        made = Order(
            id, f"#{id}", who, lines, now, now if paid is not None else None, where.currency,
            where.platform_shop_id or 0, where.domain, is_guest,
        )  # fmt: skip
        self.webhook("orders/create", made.body(now), shop=shop)
        if paid is not None:
            self.webhook("orders/paid", made.body(now), shop=shop)
        return made

    def shipped(self, order: Order) -> Order:
        """Everything leaves in one parcel, now."""
        order.parcels.append(parcel(next(self._ids), order, self.clock.now()))
        self.webhook("fulfillments/create", order.parcels[-1])
        return self._tell("orders/fulfilled", order)

    def delivered(self, order: Order) -> Order:
        """The carrier hands the parcel over, now; shipped first where it was not."""
        if not order.parcels:
            self.shipped(order)
        scan = {
            "id": next(self._ids), "fulfillment_id": order.parcels[-1]["id"], "order_id": order.id,
            "status": "delivered", "happened_at": self.clock.now().isoformat(),
        }  # fmt: skip
        self.webhook("fulfillment_events/create", scan)
        return order

    def cancel(self, order: Order) -> Order:
        order.cancelled_at = self.clock.now()
        return self._tell("orders/cancelled", order)

    def refund(self, order: Order, cents: int | None = None) -> Order:
        """Pay back `cents`, or all of it."""
        order.refunds.append(
            refund(next(self._ids), order, self.clock.now(), order.total if cents is None else cents)
        )
        self.webhook("refunds/create", order.refunds[-1])
        return self._tell("orders/updated", order)

    def consent(
        self, who: Customer, state: str, channel: Channel = Channel.EMAIL, level: str = "single_opt_in"
    ) -> None:
        """They answer about a channel, now."""
        said = _consent(state, self.clock.now(), level)
        if channel is Channel.EMAIL:
            body = {"customer_id": who.id, "email_address": who.email, "email_marketing_consent": said}
            self.webhook("customers_email_marketing_consent/update", body)
        else:
            body = {"id": who.id, "phone": who.phone, "sms_marketing_consent": said}
            self.webhook("customers_marketing_consent/update", body)

    def uninstall(self) -> None:
        self.webhook("app/uninstalled", {"id": SHOP_NUMBER, "myshopify_domain": self.shop.domain})

    def report(self, message: Message, kind: str) -> None:
        """The provider's receipt about a message: delivered, bounced, complained …"""
        body = {"key": f"{self.shop.public_id}.{message.id}", "event": kind, "id": str(next(self._ids))}
        self.webhook("receipts/http", body, source="provider")

    def click(self, message: Message, link: int = 0) -> None:
        """The reader follows a link of the message."""
        self.webhook("shopper/clicked", {"message_id": message.id, "link": link}, source="shopper")

    def leave(self, message: Message, channel: Channel = Channel.EMAIL) -> None:
        """The reader unsubscribes by a link of the message."""
        self.webhook("shopper/unsubscribed", {"message_id": message.id, "channel": channel.value}, source="shopper")

    def pause(self) -> None:
        self.encore.shops.change(self.shop.id, paused_at=self.clock.now())

    def resume(self) -> None:
        self.encore.shops.change(self.shop.id, paused_at=None)

    # --- time

    def spin(self, to: str | datetime | None = None, **step: float) -> None:
        """Let time pass, stopping wherever something is due: `spin(days=7)` or `spin(to="2026-02-08 10:00")`.
        `spin()` does what is due now."""
        end = _time(to) if to is not None else self.clock.now() + timedelta(**step)
        self.inline.run_due(self.not_spun)
        while (at := self._next_due()) is not None and at <= end:
            self.clock.move_to(at)
            self.inline.run_due((*self.not_spun, *ON_ARRIVAL))
        self.clock.move_to(end)
        self.inline.run_due(self.not_spun)

    def _next_due(self) -> datetime | None:
        now = self.clock.now()
        shops = self.encore.shops.working()
        times = [shop.next_daily_at for shop in shops if "birthday" in shop.flows_on_since]
        for shop in shops:
            with self.database.read(shop.id) as session:
                mine = select(Message.wake_at).where(Message.shop_id == shop.id, Message.wake_at > now)
                times += [at for at in session.scalars(mine.order_by(Message.wake_at).limit(1)) if at is not None]
        return min((at for at in times if at > now), default=None)

    # --- what came of it

    def outbox(self, shop: Shop | None = None, **only: Any) -> list[Message]:
        """The ledger's messages in the order of their due times; `only` filters, as in flow="thank_you"."""
        where = shop or self.shop
        conditions = [getattr(Message, name) == value for name, value in only.items()]
        with self.database.read(where.id) as session:
            mine = select(Message).where(Message.shop_id == where.id, *conditions)
            return list(session.scalars(mine.order_by(Message.due_at, Message.plan_key)))

    def message(self, **only: Any) -> Message:
        """The only message there is of that kind."""
        (found,) = self.outbox(**only)
        return found

    def states(self, **only: Any) -> list[tuple[str, str, str | None]]:
        """(flow, state, reason) of each message."""
        return [(one.flow, one.state, one.reason) for one in self.outbox(**only)]

    def steps(self, message: Message) -> list[tuple[str, str | None]]:
        """(state, reason) of each transition of a message, oldest first."""
        with self.database.read(message.shop_id) as session:
            mine = select(Transition.to_state, Transition.reason).where(
                Transition.shop_id == message.shop_id, Transition.message_id == message.id
            )
            return [(state, reason) for state, reason in session.execute(mine.order_by(Transition.version))]

    def codes(self) -> list[Code]:
        with self.database.read(self.shop.id) as session:
            return list(session.scalars(select(Code).where(Code.shop_id == self.shop.id).order_by(Code.code)))

    def letters(self, channel: Channel = Channel.EMAIL) -> list[Letter]:
        """What recording transports were given."""
        transport = self.encore.transports[channel]
        assert isinstance(transport, RecordingTransport)
        return transport.letters

    def audit(self) -> list[str]:
        """What `encore audit` says about both shops; nothing if the ledger holds."""
        found: list[str] = []
        for shop in (self.shop, self.other):
            with self.database.read(shop.id) as session:
                found += findings(session, shop.id, self.clock.now())
        return found

    def seen_by_other(self) -> dict[str, int]:
        """How many rows the other shop has, by table; {} if it saw nothing."""
        counts = {}
        with self.database.read(self.other.id) as session:
            for table in Base.metadata.sorted_tables:
                if "shop_id" in table.c and table.name not in _OF_EVERY_SHOP:
                    found = len(
                        session.execute(select(table.c.shop_id).where(table.c.shop_id == self.other.id)).all()
                    )
                    counts[table.name] = found
        return {name: found for name, found in counts.items() if found}

    # --- the way in

    def webhook(
        self, topic: str, body: Body, *, shop: Shop | None = None, source: str = "platform", work: bool = True,
    ) -> None:  # fmt: skip
        """Put a delivery into the inbox as the door would, and work it off unless `work` is False."""
        where = shop or self.shop
        raw = json.dumps(body).encode()
        key, now = f"delivery-{next(self._ids)}", self.clock.now()
        self.encore.inbox.put(
            Incoming(
                shop_id=where.id,
                source=source,
                topic=topic,
                delivery_key=key,
                event_id=None,
                triggered_at=now,
                received_at=now,
                body=seal(where.keys, topic, key, raw),
                body_hash=hashlib.sha256(raw).hexdigest(),
            )
        )
        if work:
            self.inline.wake("inbox")

    def _tell(self, topic: str, order: Order) -> Order:
        self.webhook(topic, order.body(self.clock.now()))
        return order

    def _product(self, title: str) -> int:
        return self._products.setdefault(title, 90_000 + 10 * len(self._products))

    def _add(
        self, name: str, number: int, time_zone: str, currency: str, flows_on: tuple[str, ...],
        settings: Mapping[str, Any] | None,
    ) -> Shop:  # fmt: skip
        shop = self.encore.shops.add(
            f"{name}.myshopify.com", now=self.clock.now(), time_zone=time_zone, currency=currency,
            platform_shop_id=number, flows_on=flows_on, token="shpat_test",
        )  # fmt: skip
        if settings:
            self.encore.shops.change(shop.id, settings=dict(settings))
        return self.encore.shops.by_id(shop.id)


def _time(at: str | datetime) -> datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _consent(state: str, at: datetime, level: str = "single_opt_in") -> Body:
    return {"state": state, "opt_in_level": level, "consent_updated_at": at.isoformat()}
