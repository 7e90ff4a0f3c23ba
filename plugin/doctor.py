"""One line per thing that can be wrong: green, or what to do."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from plugin.channels.email.mailbox import MailboxDown, opened
from plugin.channels.email.mailbox_place import mailbox_place
from plugin.db.migrate import is_current
from plugin.db.row_security import role_of
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.errors import ConfigError
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Message, State
from plugin.model.shop import Heartbeat
from plugin.operator import Settings

_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Check:
    what: str
    ok: bool
    say: str


def checks(settings: Settings) -> list[Check]:
    """Every check, in reading order. A database that cannot be reached ends the list."""
    found = [_secret(settings), _address(settings), _smtp(settings), _sms(settings), _mailbox(settings)]
    database = Database(settings.database_url)
    try:
        if not is_current(database):
            return [*found, Check("database", False, "has an older schema or none: run `encore migrate`")]
    except (SQLAlchemyError, OSError) as error:
        return [
            *found,
            Check("database", False, f"cannot be reached ({type(error).__name__}): check ENCORE_DATABASE_URL"),
        ]
    encore = make_encore(settings, database=database)
    try:
        found.append(Check("database", True, database.url.render_as_string()))
        if not database.is_sqlite:
            found.append(_role(database))
        found += [check(encore) for check in _WITH_DATABASE]
    finally:
        encore.close()
    return found


def _secret(settings: Settings) -> Check:
    if settings.api_secret:
        return Check("webhooks", True, "SHOPIFY_API_SECRET is set")
    return Check("webhooks", False, "SHOPIFY_API_SECRET is not set: every webhook is refused until it is")


def _address(settings: Settings) -> Check:
    parts = urlsplit(settings.app_url)
    if parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"}:
        return Check("address", True, settings.app_url)
    return Check("address", False, f"{settings.app_url} is not https: set ENCORE_APP_URL to the public https address")


def _smtp(settings: Settings) -> Check:
    if not settings.smtp_url:
        return Check("e-mail", True, "ENCORE_SMTP_URL is not set: messages stay in the local outbox")
    parts = urlsplit(settings.smtp_url)
    port = parts.port or (465 if parts.scheme == "smtps" else 587)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=5).close()
    except OSError as error:
        return Check("e-mail", False, f"{parts.hostname}:{port} cannot be reached ({error.strerror or error})")
    return Check("e-mail", True, f"{parts.hostname}:{port} answers")


def _sms(settings: Settings) -> Check:
    if not settings.sms_url:
        return Check("sms", True, "ENCORE_SMS_URL is not set: texts stay in the local outbox")
    return Check("sms", True, f"texts go to {urlsplit(settings.sms_url).hostname}")


def _mailbox(settings: Settings) -> Check:
    """Looks into it without marking anything."""
    try:
        place = mailbox_place(settings.mailbox)
        if place is None:
            return Check("mailbox", True, "ENCORE_MAILBOX is not set: replies come by /receipts/mail, if at all")
        with opened(place, is_reading=True) as mailbox:
            waiting = len(mailbox.unseen())
    except (ConfigError, MailboxDown) as trouble:
        return Check("mailbox", False, str(trouble))
    if not settings.inbound_address:
        return Check("mailbox", False, "ENCORE_INBOUND_ADDRESS is not set: set it to the address of this mailbox")
    return Check("mailbox", True, f"{place.host} answers, unread mails: {waiting}")


def _role(database: Database) -> Check:
    """Whether PostgreSQL's row-level security holds against this connection."""
    with database.engine.connect() as connection:
        role = role_of(connection)
    may = [
        *(["is a superuser"] if role.is_superuser else []),
        *(["has BYPASSRLS"] if role.bypasses else []),
        *(["owns the tables"] if role.owns and not role.is_superuser else []),
    ]
    if not may:
        return Check("database role", True, f"{role.name} is held to one shop's rows at a time")
    return Check(
        "database role", False,
        f"{role.name} {' and '.join(may)}: connect as a role that may not get round row-level security"
        " (docs/deploy.md), and run only `encore migrate` as the owner",
    )  # fmt: skip


def _shops(encore: Encore) -> Check:
    shops = encore.shops.all()
    if not shops:
        return Check("shops", False, "none: install the app in a store, or `encore shop add NAME.myshopify.com`")
    return Check("shops", True, ", ".join(shop.domain for shop in shops))


def _clock(encore: Encore) -> Check:
    with encore.database.read_registry() as session:
        at = session.scalar(select(Heartbeat.at).where(Heartbeat.part == "clock"))
    if at is None:
        return Check("clock", False, "has never ticked: start `encore serve` or `encore clock`")
    age = encore.clock.now() - at
    if age > timedelta(seconds=60):
        return Check("clock", False, f"last ticked {age.total_seconds():.0f} s ago: is `encore serve` running?")
    return Check("clock", True, f"ticked {age.total_seconds():.0f} s ago")


def _queues(encore: Encore) -> Check:
    now = encore.clock.now()
    for shop in encore.shops.working():
        with encore.database.read(shop.id) as session:
            oldest = session.scalar(
                select(func.min(InboxItem.wake_at)).where(
                    InboxItem.shop_id == shop.id, InboxItem.state == InboxState.WAITING.value
                )
            )
            unknown = session.scalar(
                select(func.count()).where(Message.shop_id == shop.id, Message.state == State.UNKNOWN.value)
            )
        if oldest is not None and now - oldest > _LATE:
            return Check(
                "queues", False, f"webhooks of {shop.domain} have waited {now - oldest}: is a worker running?"
            )
        if unknown:
            return Check(
                "queues", False, f"{unknown} messages of {shop.domain} may or may not have arrived: see the outbox"
            )
    return Check("queues", True, "nothing waits longer than it should")


_WITH_DATABASE: tuple[Callable[[Encore], Check], ...] = (_shops, _clock, _queues)
