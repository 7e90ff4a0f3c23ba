"""What a flow is and what it sees.

A flow is a pure function `decide(event, profile, settings)`. It is asked when a fact arrives and once more
when its message is due, with the facts of that moment; the same function therefore plans, postpones and
cancels, and also serves replay, preview and explain. It never queries and never sends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import (
    CaseAnswered,
    CaseClosed,
    Channel,
    DayBegan,
    Due,
    Line,
    MessageAsked,
    Milestone,
    Money,
    OwnerAsked,
    Purpose,
)


@dataclass(frozen=True, slots=True)
class Parcel:
    id: int
    shipped_at: datetime
    delivered_at: datetime | None
    failed_at: datetime | None  # newest failed attempt that no later scan cured
    line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refund:
    at: datetime
    amount: Money
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Return:
    at: datetime
    is_open: bool  # requested or approved, and not yet declined, cancelled or closed


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands."""

    id: int
    name: str
    created_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    is_test: bool
    source: str
    total: Money
    is_gift: bool
    is_international: bool
    is_shipped: bool  # everything that is to be shipped has been
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...] = ()
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    customer_id: int | None = None
    not_arrived_at: datetime | None = None  # when its buyer said so

    @property
    def is_valid(self) -> bool:
        return self.paid_at is not None and self.cancelled_at is None and not self.is_test


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of this person that a provider has (or may have)."""

    flow: str
    step: int
    about: str
    channel: Channel
    purpose: Purpose
    at: datetime
    code: str | None = None
    code_ends_at: datetime | None = None
    code_is_used: bool = False
    code_is_ended: bool = False  # before its time


@dataclass(frozen=True, slots=True)
class Case:
    """A case of this person. `is_known`: they told us of it themselves, or were answered. `answers`: when each of
    its entries that is an answer was written, by its number."""

    id: str
    opened_at: datetime
    closed_at: datetime | None
    is_known: bool
    answers: tuple[tuple[int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product that is bought together with something this customer has."""

    product_id: int
    title: str
    url: str
    image_url: str | None
    price: str | None
    because: str  # title of the product they own
    because_id: int
    count: int  # orders with both, before the decision
    lift: float
    score: float


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A published question about a product that this customer was chosen to be asked, and that has no answer yet."""

    id: str
    product_id: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """One customer at a moment, read-only. `now` is that moment; `zone` the IANA zone of their address."""

    now: datetime
    zone: str
    customer_id: int | None
    first_name: str | None
    orders: tuple[Order, ...]  # oldest first; every order of this customer that is not a test
    birthday: tuple[int, int] | None = None  # month, day
    birthday_known_at: datetime | None = None
    sent: tuple[Sent, ...] = ()  # oldest first
    reviewed: frozenset[tuple[int, int]] = frozenset()  # (order id, line id)
    asked_products: frozenset[int] = frozenset()  # asked for a review within the last 12 months, by other orders
    suggestions: tuple[Suggestion, ...] = ()
    cases: tuple[Case, ...] = ()  # oldest first
    open_questions: tuple[OpenQuestion, ...] = ()
    case_opened_at: datetime | None = None  # of the oldest case of theirs that is open
    flow_on_since: datetime | None = None  # orders before it are history; None: always
    birthday_rule: str = "feb28"

    def order(self, order_id: int) -> Order | None:
        return next((order for order in self.orders if order.id == order_id), None)

    def case(self, id: str) -> Case | None:
        return next((case for case in self.cases if case.id == id), None)

    def last_sent(self, flow: str, step: int = 0) -> Sent | None:
        return next((sent for sent in reversed(self.sent) if sent.flow == flow and sent.step == step), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """There should be a message: at the earliest at `at`, useful until `until` (exclusive)."""

    at: datetime
    until: datetime
    about: str
    step: int = 0
    reason: str | None = None  # why it waits, where it was postponed: "refund", "return", "not_arrived" …
    code_starts_at: datetime | None = None
    code_ends_at: datetime | None = None
    line_ids: tuple[int, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """No message, and none that is already planned may go. `reason` is a code of plugin.reasons."""

    reason: str
    about: str = ""
    step: int = 0


Decision = Plan | Skip
Decide = Callable[[Milestone, Profile, FlowSettings], tuple[Decision, ...]]


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow. `each_channel`: a message on every channel (thank-you) instead of the first allowed one;
    `by_email_only`: no text message ever."""

    name: str
    purpose: Purpose
    on: tuple[type[Milestone], ...]
    decide: Decide
    each_channel: bool = False
    by_email_only: bool = False
    guests: bool = False  # may write to a buyer without a customer record
    jitter: timedelta = timedelta(0)  # spread of `due_at`, deterministic per message
    hours: tuple[int, int] | None = None  # local hours of this flow, narrower than the law's
    gives_code: bool = False
    code_prefix: str = ""
    rank: int = field(default=50)  # who goes first when several are due at one moment; low goes first

    @property
    def is_about_orders(self) -> bool:
        """Whether orders start it: else a day does, a case, or somebody asks."""
        return not {DayBegan, MessageAsked, CaseAnswered, CaseClosed, OwnerAsked}.intersection(self.on)

    def channels(self, chosen: Iterable[Channel]) -> tuple[Channel, ...]:
        """Those over which it goes, of those that the merchant chose."""
        return (Channel.EMAIL,) if self.by_email_only else tuple(chosen)


def about_order(order_id: int) -> str:
    return f"order:{order_id}"


def order_in(about: str) -> int | None:
    """The id of the order that a message is about ("order:1001"); None where it is about something else."""
    kind, _colon, rest = about.partition(":")
    return int(rest) if kind == "order" and rest.isdecimal() else None


def about_case(case_id: str) -> str:
    return f"case:{case_id}"


def case_in(about: str) -> str | None:
    """The id of the case that a message is about, or of an answer in it; None where it is about something else."""
    kind, _colon, rest = about.partition(":")
    return rest.partition(".")[0] or None if kind == "case" else None


def about_answer(case_id: str, number: int) -> str:
    return f"{about_case(case_id)}.{number}"


def answer_in(about: str) -> tuple[str, int] | None:
    """The case, and the number of its entry, whose answer a message carries; None where it carries none."""
    case, number = case_in(about), about.rpartition(".")[2]
    return (case, int(number)) if case is not None and "." in about and number.isdecimal() else None


def about_day(customer_id: int, day: date) -> str:
    return f"customer:{customer_id}@{day.isoformat()}"


def about_question(question_id: str, customer_id: int) -> str:
    return f"question:{question_id}@{customer_id}"


def question_in(about: str) -> str | None:
    """The id of the question that a message passes on; None where it is about something else."""
    kind, _colon, rest = about.partition(":")
    return rest.partition("@")[0] if kind == "question" else None


def order_of(event: Milestone) -> int | None:
    """The order an event is about, or None."""
    if isinstance(event, Due):
        return order_in(event.about)
    if isinstance(event, DayBegan | MessageAsked | CaseAnswered | CaseClosed | OwnerAsked):
        return None
    return event.order_id
