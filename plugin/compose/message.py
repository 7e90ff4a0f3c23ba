"""What a message is made from, and what comes out. All times are aware; nothing here reads a clock.

Each link is a finished address (the caller signs it, and wraps shop addresses as click links):

    thank_you       links.order (optional: the order's status page)
    review_request  links.review
    nps             links.survey (an answer is appended as "?a=")
    going, csat     links.survey, as nps
    question        links.answer, question
    case_reply      answer
    vip_code        links.shop (the landing page with the code applied), code
    birthday        links.shop, code
    workflow        links.shop
    cross_sell      links.shop, suggestions (one at least; each with its own url)

Feedback and promotional e-mail also needs links.unsubscribe (one-click, also the header), and should have
links.preferences. A service mail carries an unsubscribe only where it is given one (Canada).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from plugin.compose.colors import ACCENT
from plugin.compose.sms import Segments
from plugin.errors import EncoreError
from plugin.events import Channel, Purpose


class ComposeError(EncoreError):
    """A message cannot be composed from what it was given; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class ShopFacts:
    name: str
    url: str
    address: str  # postal, one line
    sender_name: str
    sender_email: str
    reply_to: str | None = None
    accent: str = ACCENT  # "#rrggbb"
    logo: str | None = None  # the https address of a picture that stands for the name


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was bought."""

    title: str
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    name: str  # as the shop writes it, "#1001"
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFacts:
    text: str
    percent: int
    ends_at: datetime  # the first instant at which it no longer works


@dataclass(frozen=True, slots=True)
class Suggested:
    """A product to show; `price` and `rating` are finished texts, `because` the title of what they own. Where
    there is no rating, because of too few reviews, none of them is quoted either."""

    title: str
    url: str
    because: str
    image_url: str | None = None
    price: str | None = None
    rating: str | None = None  # the average of `reviews` published reviews, such as "4.6"
    reviews: int = 0
    quote: str | None = None  # one of them, whole


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """What a visitor of the shop asks about a product."""

    text: str
    product: str  # its title


@dataclass(frozen=True, slots=True)
class Links:
    shop: str | None = None
    order: str | None = None
    review: str | None = None
    survey: str | None = None
    answer: str | None = None
    unsubscribe: str | None = None
    preferences: str | None = None


@dataclass(frozen=True, slots=True)
class MessageContext:
    """One message to one person. `message_id`: the finished Message-ID header value (e-mail only)."""

    flow: str
    step: int
    channel: Channel
    purpose: Purpose
    to: str
    date: datetime
    zone: str  # IANA zone in which times are said
    shop: ShopFacts
    links: Links
    message_id: str = ""
    first_name: str | None = None
    order: OrderFacts | None = None
    code: CodeFacts | None = None
    suggestions: tuple[Suggested, ...] = field(default=())
    question: QuestionFacts | None = None
    answer: str | None = None  # of the staff, in as many lines as they wrote
    incentive: str = ""  # what everybody gets who writes a review
    matters_most: str | None = None  # what they said matters most to them: "delivery", "price" …
    recommends: str | None = None  # by their newest answer: "promoter", "passive", "detractor"
    locale: str = "en"
    lang: str = "en"
    dir: str = "ltr"


@dataclass(frozen=True, slots=True)
class Email:
    """`bytes` is the whole RFC 5322 message; the others are shown to people and kept in the ledger."""

    subject: str
    text: str
    html: str
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Sms:
    text: str
    segments: Segments
