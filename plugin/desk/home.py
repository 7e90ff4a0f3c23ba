"""The first page: what is still to do before messages go out, how today goes, and what needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.desk.help_desk import desk_of
from plugin.desk.marks import LOOKED_AT
from plugin.desk.outbox import Choice, count, today
from plugin.desk.privacy_log import LATE as TOO_LONG
from plugin.desk.privacy_log import waiting
from plugin.desk.queues import queues
from plugin.events import Channel
from plugin.flows.registry import FLOWS
from plugin.model.message import Breaker, Message, State
from plugin.model.review import Review, ReviewState
from plugin.operator import Settings
from plugin.scopes import are_enough, needed_scopes
from plugin.shops import Shop
from plugin.subscription import Standing
from plugin.usage import usage

LATE = timedelta(minutes=5)


class Task(StrEnum):
    """What there is to do before a shop goes live."""

    SENDER = "sender"  # name and postal address
    SENDER_EMAIL = "sender_email"
    LOOK = "look"  # a preview looked at, or a test sent
    FIRST_FLOW = "first_flow"
    SMS_PROVIDER = "sms_provider"
    SMS_CONSENT = "sms_consent"


class Trouble(StrEnum):
    """What needs a person."""

    CLOCK = "clock"  # the clock was set; sending is paused until somebody resumes it
    RESTORED = "restored"  # the data come from a backup; the same
    TOKENS = "tokens"  # Shopify takes none of our tokens: the next visit of the merchant brings new ones
    SCOPES = "scopes"  # Encore may do less in the shop than it needs
    NO_MAIL_SERVER = "no_mail_server"
    NO_SENDER = "no_sender"  # no e-mail address of the shop to send from
    BREAKER = "breaker"  # a provider refuses our account, or fails
    UNKNOWN = "unknown"  # messages that may or may not have arrived
    FAILED = "failed"  # messages that a provider refused today
    FROZEN = "frozen"  # Shopify waits for a payment of the shop
    USED_UP = "used_up"  # the promotional messages of the tariff; promotion waits
    NEARLY_USED_UP = "nearly_used_up"
    HELP_DESK = "help_desk"  # it takes nothing, and is told nothing until somebody switches it on again
    REVIEWS = "reviews"  # that wait to be looked at
    REQUESTS = "requests"  # customers who asked for their data, and whose file nobody fetched
    QUEUE = "queue"  # what came in, or is due, has waited too long


@dataclass(frozen=True, slots=True)
class Problem:
    trouble: Trouble
    count: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers of today, as the shop's own days are; each counts what `outbox.listed` shows for its choice."""

    day: date
    sent: int
    held: int  # now
    failed: int
    next_day: int  # due within 24 hours, if nothing holds it

    @property
    def choices(self) -> dict[str, Choice]:
        return choices_of(self.day)


def choices_of(day: date, without: tuple[str, ...] = ()) -> dict[str, Choice]:
    """What each number of a day opens; `without`: flows that are left out (plugin.desk.hidden)."""
    found = {
        "sent": Choice("sent", day=day), "held": Choice("held"), "failed": Choice("failed", day=day),
        "next_day": Choice("next"),
    }  # fmt: skip
    return {name: replace(chosen, without=without) for name, chosen in found.items()}


def today_of(session: Session, shop: Shop, now: datetime, without: tuple[str, ...] = ()) -> Today:
    day = today(shop, now)
    counted = {name: count(session, shop, chosen, now) for name, chosen in choices_of(day, without).items()}
    return Today(day, **counted)


def tasks(session: Session, shop: Shop, settings: Settings) -> dict[Task, bool]:
    """What is to do, in the order in which it is best done, and whether it is done. What concerns texts is left out
    where no flow sends any."""
    sender, recorded = shop.settings.sender, shop.settings.consent
    found = {
        Task.SENDER: bool(sender.postal_address),
        Task.SENDER_EMAIL: bool(sender.email),
        Task.LOOK: LOOKED_AT in shop.marks or _has_sent(session, shop),
        Task.FIRST_FLOW: bool(shop.flows_on_since),
    }
    if sends_texts(shop):
        found[Task.SMS_PROVIDER] = bool(settings.sms_url)
        found[Task.SMS_CONSENT] = recorded.checkout_sms_on is not None or bool(recorded.sms_wording)
    return found


def sends_texts(shop: Shop) -> bool:
    """Whether a flow that is on may send a text."""
    return any(Channel.SMS in shop.settings.flow(name).channels for name in shop.flows_on_since if name in FLOWS)


def problems(session: Session, shop: Shop, settings: Settings, now: datetime) -> list[Problem]:
    """What needs a person, the worst first; empty: nothing does."""
    return [
        *_of_pause(shop),
        *_of_connection(shop),
        *_of_sending(session, shop, settings),
        *_of_messages(session, shop, now),
        *_of_requests(session, shop, now),
        *_of_help_desk(session, shop),
        *_of_reviews(session, shop),
        *_of_tariff(session, shop, now),
    ]


def _of_pause(shop: Shop) -> Iterator[Problem]:
    if shop.paused_at is not None and shop.pause_reason is not None:
        yield Problem(Trouble(shop.pause_reason))


def _of_connection(shop: Shop) -> Iterator[Problem]:
    if shop.needs_merchant_at is not None or not shop.has_token:
        yield Problem(Trouble.TOKENS)
    elif shop.granted_scopes is not None and not are_enough(shop.granted_scopes, needed_scopes()):
        yield Problem(Trouble.SCOPES)


def _of_sending(session: Session, shop: Shop, settings: Settings) -> Iterator[Problem]:
    if not settings.smtp_url:
        yield Problem(Trouble.NO_MAIL_SERVER)
    if shop.flows_on_since and not shop.settings.sender.email:
        yield Problem(Trouble.NO_SENDER)
    for name, reason in open_breakers(session, shop):
        yield Problem(Trouble.BREAKER, detail=f"{name}: {reason}" if reason else name)


def _of_messages(session: Session, shop: Shop, now: datetime) -> Iterator[Problem]:
    unknown = count(session, shop, Choice("unknown"), now)
    if unknown:
        yield Problem(Trouble.UNKNOWN, unknown)
    failed = count(session, shop, choices_of(today(shop, now))["failed"], now)
    if failed:
        yield Problem(Trouble.FAILED, failed)
    late = sum(one.waiting for one in queues(session, shop, now) if one.age(now) > LATE)
    if late and shop.paused_at is None:
        yield Problem(Trouble.QUEUE, late)


def _of_requests(session: Session, shop: Shop, now: datetime) -> Iterator[Problem]:
    asked = waiting(session, shop)
    if asked:
        yield Problem(Trouble.REQUESTS, len(asked), "late" if now - asked[0] > TOO_LONG else "")


def _of_help_desk(session: Session, shop: Shop) -> Iterator[Problem]:
    desk = desk_of(session, shop)
    if desk is not None and desk.stopped_at is not None:
        yield Problem(Trouble.HELP_DESK)


def _of_reviews(session: Session, shop: Shop) -> Iterator[Problem]:
    waits = (Review.shop_id == shop.id, Review.state == ReviewState.WAITING.value)
    written = session.scalar(select(func.count()).select_from(Review).where(*waits))
    if written:
        yield Problem(Trouble.REVIEWS, written)


def _of_tariff(session: Session, shop: Shop, now: datetime) -> Iterator[Problem]:
    if shop.subscription.standing is Standing.FROZEN:
        yield Problem(Trouble.FROZEN)
    if shop.per_month is None:
        return
    used = usage(session, shop, now)
    if used.is_over:
        yield Problem(Trouble.USED_UP, used.sent)
    elif used.is_near:
        yield Problem(Trouble.NEARLY_USED_UP, used.sent, str(used.most))


def open_breakers(session: Session, shop: Shop) -> list[tuple[str, str]]:
    """Senders that get nothing but a probe now and then, with the provider's reason."""
    rows = session.execute(
        select(Breaker.provider, Breaker.reason)
        .where(Breaker.shop_id == shop.id, Breaker.opens_at.is_not(None))
        .order_by(Breaker.provider)
    )
    return [(row.provider, row.reason or "") for row in rows]


def _has_sent(session: Session, shop: Shop) -> bool:
    sent = select(Message.id).where(Message.shop_id == shop.id, Message.state == State.ACCEPTED.value).limit(1)
    return session.scalar(sent) is not None
