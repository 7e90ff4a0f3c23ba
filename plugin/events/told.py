"""What providers and shoppers tell us about a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from plugin.events.values import Channel


@dataclass(frozen=True, slots=True)
class MessageReported:
    """A provider's receipt, by the key we issued."""

    provider: str
    provider_event_id: str
    key: str
    kind: str  # delivered, bounced, blocked, complained, opted_out, failed
    at: datetime
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class TextReceived:
    """An inbound SMS."""

    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailReceived:
    """A mail in answer to a message. `text` is what is new in it, `left_out` how many attachments it had, `once` the
    same for the same mail."""

    message_id: str
    sender: str
    text: str
    left_out: int
    once: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkClicked:
    message_id: str
    link: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Somebody left through a link: every promotional and feedback message of that channel stops."""

    message_id: str
    channel: Channel
    at: datetime
    resubscribed: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a review, as we encoded it. Width and height are those of `content`."""

    content: bytes
    small: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote about one item of their order, or about the shop."""

    line_id: int | None  # None: the shop
    stars: int
    title: str = ""
    text: str = ""
    video: str = ""  # an https address
    photos: tuple[Photo, ...] = ()  # that come to those it has
    without: tuple[str, ...] = ()  # ids of those that go


@dataclass(frozen=True, slots=True)
class ReviewWritten:
    message_id: str
    at: datetime
    items: tuple[Written, ...] = field(default=())
    name: str = ""  # to be shown with them, as the writer chose; "": none
    may_reuse: bool = False  # words and pictures, by the shop
    incentive: str = ""  # what the form promised for any review; "": nothing


@dataclass(frozen=True, slots=True)
class ReviewWithdrawn:
    """Its writer takes a review back."""

    message_id: str
    line_id: int | None  # None: the one of the shop
    at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalDenied:
    """Who was asked about an order says that it has not arrived."""

    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProblemTold:
    """Who was asked about an order says what is wrong with it."""

    message_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """The answer to one question: a score, or a choice."""

    message_id: str
    kind: str
    at: datetime
    score: int | None = None
    choice: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Who has a product answers a question about it."""

    message_id: str
    text: str
    at: datetime
    name: str = ""  # to be shown with it, as the writer chose; "": none


@dataclass(frozen=True, slots=True)
class TriggerUsed:
    """Shopify Flow: whether a workflow of the shop listens to one of our triggers."""

    trigger: str  # its handle or its name
    is_used: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkflowAsked:
    """A workflow of Shopify Flow asks for a message to a customer."""

    customer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BirthdayTold:
    """A customer who is signed in tells their birthday themselves."""

    customer_id: int
    month: int
    day: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BirthdayTakenBack:
    """They do not want it to be known any more."""

    customer_id: int
    at: datetime
