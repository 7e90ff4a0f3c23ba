"""One wired Encore: the only place where the parts meet. Replay, preview, demo and tests wire the same parts
with another database, clock, transports or platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plugin.channels.email.mailbox_place import MailboxPlace, mailbox_place
from plugin.channels.providers import email_transport, sms_transport
from plugin.channels.transport import Transport
from plugin.clock import Clock, SystemClock
from plugin.clock_watch import ClockWatch
from plugin.compose.links import LinkSigner
from plugin.db.session import Database
from plugin.events import Channel
from plugin.flows.flow import Flow
from plugin.flows.registry import FLOWS
from plugin.inbox import Inbox
from plugin.install import Installs
from plugin.operator import Settings
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import Platform
from plugin.platform.token_endpoint import TokenEndpoint
from plugin.platform.tokens import Tokens
from plugin.shop_tokens import ShopTokens
from plugin.shops import Shops
from plugin.texts import Texts
from plugin.vault import KeyRing, derive

Wake = Callable[[str], None]
Planned = Callable[[Iterable[datetime]], None]


def _asleep(_stage: str) -> None:
    """Nobody to wake: whoever drains does so by himself."""


def _unheard(_times: Iterable[datetime]) -> None:
    """Nobody waits for due times: they are in the rows."""


@dataclass
class Encore:
    settings: Settings
    database: Database
    clock: Clock
    ring: KeyRing
    shops: Shops
    inbox: Inbox
    links: LinkSigner
    texts: Texts
    transports: Mapping[Channel, Transport]
    platform: Platform
    tokens: Tokens
    installs: Installs
    flows: Mapping[str, Flow]
    wake: Wake = _asleep
    planned: Planned = _unheard  # told the due times of what the flows have just planned
    lease: timedelta = timedelta(seconds=45)  # trust: a dead worker is replaced within 45 s
    mailbox: MailboxPlace | None = None  # where answers are fetched; None: they are posted to us
    watch: ClockWatch | None = None  # of the wall clock; other clocks are moved on purpose
    turns: dict[str, int] = field(default_factory=dict)  # which shop begins next, per stage

    def learn_shop(self, shop_id: int) -> None:
        """Write down who the shop is, after each install. Where it gives no answer the sweep asks again."""
        from plugin.shop_facts import learn_shop  # only installs need what projects events

        learn_shop(self, shop_id)

    def close(self) -> None:
        self.inbox.close()
        for transport in self.transports.values():
            transport.close()
        self.platform.close()
        self.database.close()


def make_encore(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    ring: KeyRing | None = None,
    transports: Mapping[Channel, Transport] | None = None,
    platform: Platform | None = None,
    wake: Wake = _asleep,
) -> Encore:
    """Everything wired together; what is not given is made as the settings say."""
    database = database or Database(settings.database_url)
    ring = ring or KeyRing(settings.encryption_keys)
    clock = clock or SystemClock()
    shops = Shops(database, ring, settings.shop_defaults, is_billed=settings.billing != "none")
    endpoint = TokenEndpoint(settings.api_key, settings.api_secret, settings.shopify_base)
    tokens = Tokens(endpoint, ShopTokens(database, shops), clock.now)
    encore = Encore(
        settings=settings,
        database=database,
        clock=clock,
        ring=ring,
        shops=shops,
        inbox=Inbox(database),
        links=LinkSigner([derive(key, "links") for key in settings.encryption_keys], settings.app_url),
        texts=Texts(database),
        transports=transports or _transports(settings),
        platform=platform or _platform(settings, shops, tokens),
        tokens=tokens,
        installs=Installs(shops, tokens, clock.now),
        flows=FLOWS,
        wake=wake,
        lease=timedelta(seconds=settings.lease_seconds),
        mailbox=mailbox_place(settings.mailbox),
        watch=ClockWatch(clock.now) if isinstance(clock, SystemClock) else None,
    )
    encore.installs.on_install = encore.learn_shop
    return encore


def _platform(settings: Settings, shops: Shops, tokens: Tokens) -> Platform:
    """The Admin API where Encore has an app's key and secret. What asks it is imported only then."""
    if not (settings.api_key and settings.api_secret):
        return RecordingPlatform()
    from plugin.platform.client import AdminClient
    from plugin.platform.connected import ConnectedPlatform

    return ConnectedPlatform(
        AdminClient(shops.domain_of, tokens.token_for, tokens.token_after, settings.shopify_base),
        settings.shopify_base,
    )


def _transports(settings: Settings) -> dict[Channel, Transport]:
    wait = settings.settle_seconds
    return {
        Channel.EMAIL: email_transport(settings.smtp_url or None, settings.smtp_lookup_url or None, wait),
        Channel.SMS: sms_transport(settings.sms_url or None, settings.sms_lookup_url or None, wait),
    }
