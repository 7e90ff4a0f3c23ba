"""What shoppers' pages put into the inbox, read back as events. The pages check first; this is the last word,
because a body may be old or made by another version."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from plugin.birthdays import birthday_of
from plugin.compose.urls import safe_image
from plugin.errors import BadPayload
from plugin.events import (
    ArrivalDenied,
    BirthdayTakenBack,
    BirthdayTold,
    Channel,
    Event,
    LinkClicked,
    Photo,
    ProblemTold,
    QuestionAnswered,
    ReviewWithdrawn,
    ReviewWritten,
    SurveyAnswered,
    Unsubscribed,
    Written,
)
from plugin.model.survey import SurveyKind
from plugin.questions import COMMENT_LIMIT, QUESTIONS

UNSUBSCRIBED = "shopper/unsubscribed"
PREFERENCES = "shopper/preferences"
CLICKED = "shopper/clicked"
REVIEW = "shopper/review"
WITHDRAWN = "shopper/review-withdrawn"
NOT_ARRIVED = "shopper/not-arrived"
PROBLEM = "shopper/problem"
BIRTHDAY = "shopper/birthday"
NO_BIRTHDAY = "shopper/no_birthday"
SURVEY = "shopper/survey"
QUESTION_ANSWER = "shopper/question-answer"

TEXT_LIMIT = 5_000
TITLE_LIMIT = 150
NAME_LIMIT = 60
VIDEO_LIMIT = 500
MOST_PHOTOS = 5  # of one item
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SENTENCE_END = re.compile(r"[.!?…。！？](?=\s|$)|\n")

MessageId = Annotated[str, Meta(min_length=1, max_length=64)]
PlatformId = Annotated[int, Meta(ge=1)]


class _Left(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    channel: Channel
    resubscribed: bool = False


class _Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """Only the channels that were changed are named; true means: write to me."""

    message_id: MessageId
    email: bool | None = None
    sms: bool | None = None


class _Clicked(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    link: Annotated[int, Meta(ge=0)]


class _Photo(msgspec.Struct, forbid_unknown_fields=True):
    """Bytes are base64."""

    content: Annotated[bytes, Meta(min_length=1)]
    small: Annotated[bytes, Meta(min_length=1)]
    width: Annotated[int, Meta(ge=1)]
    height: Annotated[int, Meta(ge=1)]


class _About(msgspec.Struct, forbid_unknown_fields=True):
    stars: Annotated[int, Meta(ge=1, le=5)]
    title: str = ""
    text: str = ""
    video: str = ""
    photos: Annotated[list[_Photo], Meta(max_length=MOST_PHOTOS)] = []
    without: list[str] = []


class _Item(_About, forbid_unknown_fields=True, kw_only=True):
    line: PlatformId


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    items: list[_Item] = []
    shop: _About | None = None
    name: str = ""
    may_reuse: bool = False
    incentive: str = ""


class _Withdrawn(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    line: PlatformId | None  # None: the review of the shop


class _Denied(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId


class _Problem(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    text: Annotated[str, Meta(min_length=1)]


class _Answered(msgspec.Struct, forbid_unknown_fields=True):
    """One of `score` and `choice`."""

    message_id: MessageId
    kind: SurveyKind
    answer: Annotated[str, Meta(min_length=1, max_length=64)]
    comment: str = ""


class _QuestionAnswered(msgspec.Struct, forbid_unknown_fields=True):
    message_id: MessageId
    text: Annotated[str, Meta(min_length=1)]
    name: str = ""


class _Born(msgspec.Struct, forbid_unknown_fields=True):
    customer_id: PlatformId
    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)]


class _TakenBack(msgspec.Struct, forbid_unknown_fields=True):
    customer_id: PlatformId


Shape = TypeVar("Shape", bound=msgspec.Struct)


def parse(topic: str, body: bytes, at: datetime) -> tuple[Event, ...]:
    """The events of one inbox item of source "shopper" that happened at `at`. BadPayload says what is wrong."""
    if topic == UNSUBSCRIBED:
        left = _read(body, _Left)
        return (Unsubscribed(left.message_id, left.channel, at, left.resubscribed),)
    if topic == PREFERENCES:
        return _choices(_read(body, _Chosen), at)
    if topic == CLICKED:
        clicked = _read(body, _Clicked)
        return (LinkClicked(clicked.message_id, clicked.link, at),)
    if topic == REVIEW:
        return (_review(_read(body, _Written), at),)
    if topic == WITHDRAWN:
        taken = _read(body, _Withdrawn)
        return (ReviewWithdrawn(taken.message_id, taken.line, at),)
    if topic == NOT_ARRIVED:
        return (ArrivalDenied(_read(body, _Denied).message_id, at),)
    if topic == PROBLEM:
        told = _read(body, _Problem)
        return (ProblemTold(told.message_id, whole_text(told.text, TEXT_LIMIT), at),)
    if topic == BIRTHDAY:
        return (_birthday(_read(body, _Born), at),)
    if topic == NO_BIRTHDAY:
        return (BirthdayTakenBack(_read(body, _TakenBack).customer_id, at),)
    if topic == SURVEY:
        return (_answer(_read(body, _Answered), at),)
    if topic == QUESTION_ANSWER:
        return (_to_question(_read(body, _QuestionAnswered), at),)
    raise BadPayload(f"{topic!r} is not something a shopper's page says")


def _read(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadPayload(str(error)) from None


def _choices(chosen: _Chosen, at: datetime) -> tuple[Event, ...]:
    named = ((Channel.EMAIL, chosen.email), (Channel.SMS, chosen.sms))
    return tuple(
        Unsubscribed(chosen.message_id, channel, at, resubscribed=wanted)
        for channel, wanted in named
        if wanted is not None
    )


def _birthday(born: _Born, at: datetime) -> BirthdayTold:
    if birthday_of(f"{born.month:02}-{born.day:02}") is None:
        raise BadPayload(f"there is no day {born.day} in month {born.month}")
    return BirthdayTold(born.customer_id, born.month, born.day, at)


def _answer(said: _Answered, at: datetime) -> SurveyAnswered:
    question = QUESTIONS[said.kind]
    if said.answer not in question.answers:
        raise BadPayload(f"{said.answer!r} is no answer to {said.kind}")
    comment = shortened(cleaned(said.comment), COMMENT_LIMIT)
    if question.choices:
        return SurveyAnswered(said.message_id, said.kind.value, at, choice=said.answer, comment=comment)
    return SurveyAnswered(said.message_id, said.kind.value, at, score=int(said.answer), comment=comment)


def _to_question(said: _QuestionAnswered, at: datetime) -> QuestionAnswered:
    text = whole_text(said.text, COMMENT_LIMIT)
    if not text:
        raise BadPayload("an answer of nothing")
    return QuestionAnswered(said.message_id, text, at, one_line(said.name, NAME_LIMIT))


def _review(written: _Written, at: datetime) -> ReviewWritten:
    lines = [item.line for item in written.items]
    if len(set(lines)) != len(lines):
        raise BadPayload("one item is reviewed twice in one form")
    items = [_about(item.line, item) for item in written.items]
    if written.shop is not None:
        items.append(_about(None, written.shop))
    if not items:
        raise BadPayload("a review of nothing")
    return ReviewWritten(
        written.message_id, at, tuple(items), one_line(written.name, NAME_LIMIT), written.may_reuse, written.incentive
    )


def _about(line_id: int | None, said: _About) -> Written:
    if said.video and not is_video(said.video):
        raise BadPayload("a video is an https address")
    photos = tuple(Photo(one.content, one.small, one.width, one.height) for one in said.photos)
    return Written(
        line_id, said.stars, one_line(said.title, TITLE_LIMIT), whole_text(said.text, TEXT_LIMIT), said.video, photos,
        tuple(said.without),
    )  # fmt: skip


def is_video(address: str) -> bool:
    """Whether the address may stand beside a review: whole, https, and of a length that people type."""
    return len(address) <= VIDEO_LIMIT and safe_image(address) is not None


def one_line(text: str, limit: int) -> str:
    """Without line ends and doubled blanks, at most `limit` characters."""
    return shortened(" ".join(cleaned(text).split()), limit)


def whole_text(text: str, limit: int) -> str:
    """With its lines, at most `limit` characters."""
    return shortened(cleaned(text), limit)


def cleaned(text: str) -> str:
    """Without control characters; line ends are "\\n"; no blanks around it."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters: cut after the last whole sentence, else after the last word, else anywhere."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit)]
    if ends:
        return text[: ends[-1]].rstrip()
    head, blank, _ = text[:limit].rpartition(" ")
    return head.rstrip() if blank else text[:limit]
