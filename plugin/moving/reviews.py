"""Reviews of a file, added to the shop's. A review is named by who wrote it, of what, in which words: it is here
once, whichever file it comes in and however often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.moving import RATING
from plugin.model.review import Review, ReviewOf, ReviewPhoto, ReviewState
from plugin.moving.counts import Also, Counts
from plugin.moving.dates import Order
from plugin.moving.marks import mark
from plugin.moving.own_reviews import own_reviews
from plugin.moving.people_found import PeopleFound
from plugin.moving.products import Catalogue
from plugin.moving.review_lines import ReviewLine, review_line
from plugin.moving.review_names import names_of
from plugin.moving.seen import Seen
from plugin.projection.work import Work
from plugin.shops import Shop

INCENTIVE = "yes"  # that something was given is all a file says


@dataclass(frozen=True, slots=True)
class _New:
    id: str
    line: ReviewLine
    product_id: int | None
    email_hash: str | None
    customer_id: int | None


class Reviews:
    """The reviews of one file."""

    def __init__(self, session: Session, shop: Shop, kind: str) -> None:
        self._shop = shop
        self._kind = kind
        self._catalogue = Catalogue(session, shop)
        self._own = own_reviews(session, shop, self._catalogue)
        self._rated: set[int] = set()
        self._seen = Seen()

    def read(
        self, given: Mapping[str, str], theirs: Mapping[str, str], order: Order | None, now: datetime
    ) -> ReviewLine | None:
        return review_line(given, theirs, order, now)

    def look(self, session: Session, lines: Sequence[ReviewLine | None], counts: Counts) -> list[_New]:
        """Those that are to be added. Reads only."""
        named = [(line, self._names(line)) for line in lines if line is not None]
        counts.also[Also.DELETED] += len(lines) - len(named)
        here = _ids_here(session, self._shop, {name for _, names in named for name in names})
        people = PeopleFound(session, self._shop, emails={line.email for line, _ in named if line.email})
        new = []
        for line, names in named:
            if any(name in known for name in names for known in (here, self._seen, self._own)):
                counts.doubles += 1
            elif people.is_erased(line.email):
                counts.also[Also.ERASED] += 1
            else:
                self._seen.update(names)
                new.append(self._new(names[0], line, people))
        self._count(new, counts)
        return new

    def add(self, work: Work, import_id: str, new: Sequence[_New]) -> None:
        work.insert_new(Review, [self._row(work, import_id, one) for one in new])
        work.insert_new(ReviewPhoto, [row for one in new for row in _photos(work, one)])
        shown = {one.product_id for one in new if one.line.is_published and one.product_id is not None}
        mark(work, import_id, RATING, sorted(shown - self._rated))
        self._rated |= shown
        self._seen.clear()

    def _names(self, line: ReviewLine) -> list[str]:
        product_id = self._catalogue.find(line.product_id, line.names)
        here = [] if product_id is None else [self._catalogue.handle(product_id), str(product_id)]
        return names_of(self._shop.keys, line.email or line.name, [*line.names, *here], line)

    def _new(self, id: str, line: ReviewLine, people: PeopleFound) -> _New:
        product_id = self._catalogue.find(line.product_id, line.names)
        return _New(id, line, product_id, people.hash_of(line.email), people.customer_id(line.email))

    def _count(self, new: Sequence[_New], counts: Counts) -> None:
        counts.added += len(new)
        counts.also[Also.OF_THE_SHOP] += sum(not one.line.names for one in new)
        counts.also[Also.OF_UNKNOWN_PRODUCTS] += sum(bool(one.line.names) and not one.product_id for one in new)
        counts.also[Also.PICTURES] += sum(len(one.line.pictures) for one in new)
        counts.also[Also.PICTURES_LEFT_OUT] += sum(one.line.pictures_left_out for one in new)

    def _row(self, work: Work, import_id: str, new: _New) -> dict[str, Any]:
        line, id, seal = new.line, new.id, work.keys.seal
        return {
            "shop_id": work.shop.id, "id": id, "of": (ReviewOf.ITEM if line.names else ReviewOf.SHOP).value,
            "product_id": new.product_id,
            "product_handle": line.handle or (None if new.product_id else next(iter(line.names), None)),
            "customer_id": new.customer_id, "stars": line.stars,
            "title": seal("review.title", id, line.title or None),
            "text": seal("review.text", id, line.text or None),
            "name": seal("review.name", id, line.name or None),
            "email": seal("review.email", id, line.email), "email_hash": new.email_hash, "video": line.video,
            "incentive": INCENTIVE if line.is_incentivised else None, "is_verified": line.is_verified,
            "source": self._kind, "import_id": import_id,
            "rest": work.keys.seal_bytes("review.rest", id, msgspec.json.encode(line.rest)),
            "state": (ReviewState.PUBLISHED if line.is_published else ReviewState.WAITING).value,
            "reply": seal("review.reply", id, line.reply or None), "reply_is_public": line.reply_is_public,
            "replied_at": line.replied_at, "written_at": line.written_at,
            "published_at": work.now if line.is_published else None,
        }  # fmt: skip


def _ids_here(session: Session, shop: Shop, ids: Iterable[str]) -> set[str]:
    return set(session.scalars(select(Review.id).where(Review.shop_id == shop.id, Review.id.in_(ids))))


def _photos(work: Work, new: _New) -> Iterable[dict[str, Any]]:
    for position, address in enumerate(new.line.pictures):
        id = work.keys.name("import/picture", f"{new.id}|{position}").hex()
        yield {
            "shop_id": work.shop.id, "id": id, "review_id": new.id, "position": position, "address": address,
            "added_at": work.now,
        }  # fmt: skip
