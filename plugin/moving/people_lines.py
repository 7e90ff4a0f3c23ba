"""A line about a person, read: who they are, what they agreed to, their birthday and points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plugin.birthdays import birthday_of
from plugin.events import Channel, ConsentState, Place
from plugin.moving import cells
from plugin.moving.dates import Order, moment, plain_day
from plugin.moving.review_lines import Rest
from plugin.moving.wrong import Wrong
from plugin.places import normal_email, normal_phone
from plugin.words import said

_NO_MORE = "unsubscribed"  # a plain "no" may be a box that nobody ticked; this is an answer
_COUNTRY = 2


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`answers`: what they said about a channel and when, None where the file does not say when. `key` names the
    person within the file's kind."""

    key: str
    id: int | None
    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    place: Place
    answers: Mapping[Channel, tuple[ConsentState, datetime | None]]
    timeless: int  # answers that do not count without a time
    birthday: tuple[int, int] | None
    points: int | None
    rest: Rest


def person_line(
    given: Mapping[str, str], theirs: Mapping[str, str], order: Order | None, now: datetime
) -> PersonLine:
    """Raises Wrong, which says in which column."""
    del now  # what is about people may lie ahead: the end of a tier
    place = _place(given)
    id = cells.number(given.get("id", ""))
    email = normal_email(cells.bare(given.get("email", "")))
    phone = _phone(given, place.country)
    key = f"{id or ''}|{email or ''}|{phone or ''}"
    if not (id or email or phone):
        raise Wrong(said("Nobody can be found by this line. Write an e-mail address or a phone number."), "email")
    answers, timeless = _answers(given, order)
    return PersonLine(
        key=key, id=id, email=email, phone=phone,
        first_name=cells.line(cells.bare(given.get("first_name", ""))) or None,
        last_name=cells.line(cells.bare(given.get("last_name", ""))) or None, place=place, answers=answers,
        timeless=timeless, birthday=_birthday(given, order), points=_points(given),
        rest=Rest(cells.rest(given), cells.rest(theirs)),
    )  # fmt: skip


def _place(given: Mapping[str, str]) -> Place:
    country, province, city, postcode = (
        cells.line(cells.bare(given.get(name, ""))) or None for name in ("country", "province", "city", "postcode")
    )
    is_code = country is not None and len(country) == _COUNTRY and country.isalpha()
    return Place(country.upper() if country and is_code else None, province, city, postcode)


def _phone(given: Mapping[str, str], country: str | None) -> str | None:
    return next(
        (found for name in ("phone", "address_phone")
         if (found := normal_phone(cells.bare(given.get(name, "")), country)) is not None),
        None,
    )  # fmt: skip


def _answers(
    given: Mapping[str, str], order: Order | None
) -> tuple[dict[Channel, tuple[ConsentState, datetime | None]], int]:
    """A file that has a column for the time of consent to texts must fill it."""
    found: dict[Channel, tuple[ConsentState, datetime | None]] = {}
    timeless = 0
    for channel in Channel:
        state = _answer(given.get(f"{channel}_yes", ""))
        at = _when(given, f"{channel}_at", order)
        if state is ConsentState.SUBSCRIBED and channel is Channel.SMS and at is None and "sms_needs_time" in given:
            timeless += 1
        elif state is not None:
            found[channel] = (state, at)
    return found, timeless


def _answer(cell: str) -> ConsentState | None:
    if cell.strip().casefold() == _NO_MORE:
        return ConsentState.UNSUBSCRIBED
    return ConsentState.SUBSCRIBED if cells.is_yes(cell) else None


def _when(given: Mapping[str, str], name: str, order: Order | None) -> datetime | None:
    cell = cells.bare(given.get(name, ""))
    try:
        return moment(cell, order) if cell else None
    except Wrong as wrong:
        raise Wrong(wrong.what, name) from None


def _birthday(given: Mapping[str, str], order: Order | None) -> tuple[int, int] | None:
    """The day and month alone, also of the year 1004, which means that none is known."""
    cell = cells.bare(given.get("birthday", ""))
    if not cell:
        return None
    found = birthday_of(cell)
    if found is not None:
        return found
    try:
        day = plain_day(cell, order)
    except Wrong as wrong:
        raise Wrong(wrong.what, "birthday") from None
    return day.month, day.day


def _points(given: Mapping[str, str]) -> int | None:
    cell = given.get("points", "")
    try:
        return cells.whole(cell) if cell.strip() else None
    except Wrong as wrong:
        raise Wrong(wrong.what, "points") from None
