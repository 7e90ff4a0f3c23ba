"""Whether Encore works for a shop: what reaches it, what waits, how the providers answer. Figures, no judgement but
`is_late`; the page says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.desk.comparisons import Comparison, comparisons
from plugin.desk.help_desk import Desk, desk_of
from plugin.desk.home import LATE, open_breakers
from plugin.desk.mail_came import MailCame, mail_came
from plugin.desk.marks import Audit, last_audit
from plugin.desk.queues import Queue, queues
from plugin.desk.refusals import Refusals, refusals
from plugin.encore import Encore
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Message, State
from plugin.model.shop import Heartbeat
from plugin.shops import Shop
from plugin.stages.missing import ASKED_FOR

TICK = timedelta(seconds=60)  # trust: the last tick is younger
_LOOKED_BACK = timedelta(hours=24)
_NEWEST = 2000  # deliveries that are looked at
_TROUBLED = (State.FAILED.value, State.UNKNOWN.value, State.RETRY.value, State.HELD.value)
_PROVIDERS = frozenset(
    {"retry", "breaker", "mailbox_full", "provider_refused", "gave_up", "no_answer", "bad_address", "opted_out",
     "bounced", "left_unclear"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What Shopify told us, as the newest deliveries show it. `lag` is how long news takes to arrive here: median and
    worst; None: nothing came yet."""

    last_at: datetime | None
    lag: timedelta | None
    worst_lag: timedelta | None
    rejected: list[tuple[str, str, int]]  # topic, reason, how many; the most first


@dataclass(frozen=True, slots=True)
class Fault:
    """Messages due in the last 24 hours that a provider gave trouble with."""

    channel: str
    state: State
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Health:
    webhooks: Webhooks
    comparisons: list[Comparison]
    queues: list[Queue]
    beats: dict[str, datetime]  # part of Encore -> when it was last alive
    faults: list[Fault]
    breakers: list[tuple[str, str]]  # provider, its reason
    audit: Audit | None
    refusals: list[Refusals]
    help_desk: Desk | None  # of the merchant's own, if there is one
    mail: MailCame

    def is_late(self, queue: Queue, now: datetime) -> bool:
        return queue.age(now) > LATE

    def ticks(self, now: datetime) -> bool:
        """Whether the clock that wakes everything is alive."""
        at = self.beats.get("clock")
        return at is not None and now - at < TICK

    def is_well(self, now: datetime, *, paused: bool) -> bool:
        """Nothing to do for anybody. What waits while sending is paused is meant to wait."""
        late = any(self.is_late(one, now) for one in self.queues if not (paused and one.name == "outbox"))
        late = late or any(one.is_late(now) for one in self.comparisons)
        wrong = self.breakers or self.refusals or (self.audit and self.audit.findings)
        is_cut_off = self.help_desk is not None and self.help_desk.stopped_at is not None
        return self.ticks(now) and not late and not wrong and not is_cut_off


def health(encore: Encore, shop: Shop) -> Health:
    """How things stand now."""
    now = encore.clock.now()
    with encore.database.read_registry() as session:
        beats = {row.part: row.at for row in session.execute(select(Heartbeat.part, Heartbeat.at))}
    with encore.database.read(shop.id) as session:
        return Health(
            _webhooks(session, shop), comparisons(session, shop), queues(session, shop, now), beats,
            _faults(session, shop, now), open_breakers(session, shop), last_audit(shop),
            list(refusals(session, shop)), desk_of(session, shop), mail_came(session, shop, now),
        )  # fmt: skip


def _webhooks(session: Session, shop: Shop) -> Webhooks:
    """Deliveries that were looked at; those that wait are the inbox queue's. They have no time to wake, so the index
    of the queue holds them in the order in which they came."""
    rows = session.execute(
        select(
            InboxItem.topic,
            InboxItem.state,
            InboxItem.reason,
            InboxItem.triggered_at,
            InboxItem.received_at,
            InboxItem.delivery_key,
        )
        .where(InboxItem.shop_id == shop.id, InboxItem.wake_at.is_(None), InboxItem.source == "platform")
        .order_by(InboxItem.id.desc())
        .limit(_NEWEST)
    ).all()
    came = [row for row in rows if not row.delivery_key.startswith(ASKED_FOR)]
    lags = [max(timedelta(0), row.received_at - row.triggered_at) for row in came]
    rejected: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.state == InboxState.REJECTED.value:
            key = row.topic, row.reason or ""
            rejected[key] = rejected.get(key, 0) + 1
    ranked = sorted(rejected.items(), key=lambda one: (-one[1], one[0]))
    return Webhooks(
        last_at=max((row.received_at for row in came), default=None), lag=median(lags) if lags else None,
        worst_lag=max(lags, default=None), rejected=[(topic, reason, count) for (topic, reason), count in ranked],
    )  # fmt: skip


def _faults(session: Session, shop: Shop, now: datetime) -> list[Fault]:
    rows = session.execute(
        select(Message.channel, Message.state, Message.reason, func.count())
        .where(
            Message.shop_id == shop.id, Message.state.in_(_TROUBLED), Message.reason.in_(_PROVIDERS),
            Message.due_at > now - _LOOKED_BACK,
        )
        .group_by(Message.channel, Message.state, Message.reason)
    )  # fmt: skip
    found = [Fault(channel, State(state), reason or "", count) for channel, state, reason, count in rows]
    return sorted(found, key=lambda one: (-one.count, one.channel, one.reason))
