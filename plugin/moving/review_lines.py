"""A line about a review, read: what each column of ours holds, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from plugin.moving import cells
from plugin.moving.dates import Order, moment
from plugin.moving.wrong import Wrong
from plugin.places import normal_email
from plugin.words import said

_NAMES = ("handle", "product_id", "sku", "product_title")  # what a product may be called by, the surest first
_AS_THEY_STAND = (*_NAMES, "product_url", "product_image", "user_type")
_VERIFIED = "verified"
_A_DAY = timedelta(days=1)  # a zone that is ahead of ours may have it already
Read = TypeVar("Read")


class Rest(msgspec.Struct, frozen=True):
    """What an export gives back as it stood: `ours` by our names of the columns, `theirs` by those of the file."""

    ours: dict[str, str] = {}
    theirs: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """`names` are what the file calls the product by, the surest first; none: it is about the shop."""

    title: str
    text: str
    stars: int
    written_at: datetime
    name: str
    email: str | None
    product_id: int | None
    handle: str
    names: tuple[str, ...]
    reply: str
    replied_at: datetime | None
    reply_is_public: bool
    pictures: tuple[str, ...]
    pictures_left_out: int
    video: str | None
    is_published: bool
    is_verified: bool
    is_incentivised: bool
    rest: Rest


def review_line(
    given: Mapping[str, str], theirs: Mapping[str, str], order: Order | None, now: datetime
) -> ReviewLine | None:
    """`given` are the cells by our names of the columns, `theirs` the others by those of the file. None: the other
    app had deleted it. Raises Wrong, which says in which column."""
    if cells.is_yes(given.get("is_deleted", "")):
        return None
    pictures, left_out = cells.addresses(given.get("pictures", ""))
    video = cells.address(given.get("video", ""))
    email = normal_email(cells.bare(given.get("email", "")))
    as_they_stand = [*_AS_THEY_STAND]
    as_they_stand += [name for name, is_lost in (("pictures", left_out), ("video", not video), ("email", not email))
                      if is_lost]  # fmt: skip
    return ReviewLine(
        title=_read(given, "title", cells.line),
        text=_read(given, "text", cells.words),
        stars=_read(given, "stars", cells.stars),
        written_at=_moment(given, "written_at", order, now),
        name=_read(given, "name", cells.line),
        email=email,
        product_id=cells.number(given.get("product_id", "")),
        handle=cells.bare(given.get("handle", "")),
        names=tuple(filter(None, (cells.bare(given.get(one, "")) for one in _NAMES))),
        reply=_read(given, "reply", cells.text),
        replied_at=_moment(given, "replied_at", order, now) if given.get("replied_at", "").strip() else None,
        reply_is_public=not cells.is_no(given.get("reply_is_public", "")),
        pictures=pictures,
        pictures_left_out=left_out,
        video=video,
        is_published=not _says(given, "is_published") or cells.is_yes(given["is_published"]),
        is_verified=cells.is_yes(given.get("is_verified", "")) or _VERIFIED in given.get("user_type", "").lower(),
        is_incentivised=cells.is_yes(given.get("is_incentivised", "")),
        rest=Rest(cells.rest({name: given[name] for name in as_they_stand if name in given}), cells.rest(theirs)),
    )


def _read(given: Mapping[str, str], name: str, reader: Callable[[str], Read]) -> Read:
    try:
        return reader(given.get(name, ""))
    except Wrong as wrong:
        raise Wrong(wrong.what, name) from None


def _moment(given: Mapping[str, str], name: str, order: Order | None, now: datetime) -> datetime:
    found = _read(given, name, lambda cell: moment(cells.bare(cell), order))
    if found > now + _A_DAY:
        raise Wrong(said("This day is still to come."), name)
    return found


def _says(given: Mapping[str, str], name: str) -> bool:
    return bool(given.get(name, "").strip())
