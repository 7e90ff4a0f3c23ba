"""Takes a run back: what it added goes, and what it set is as it was. Also of one that was killed or still runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from plugin.db.session import Database
from plugin.errors import UsageError
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.import_run import ImportRun, ImportState
from plugin.model.moving import BIRTHDAY, CONSENT, CUSTOMER, RATING, ImportedPerson, ImportFile, ImportMark
from plugin.model.order import Order
from plugin.model.review import Review, ReviewPhoto, ReviewState, ReviewVote
from plugin.moving.marks import untell_ratings
from plugin.moving.people import UNDATED
from plugin.projection.work import Work
from plugin.shops import Shop

_AT_ONCE = 500  # marks


class NoSuchRun(UsageError):
    """There is no run of that name that could be undone."""


def undo(database: Database, shop: Shop, id: str, now: datetime) -> int:
    """How many reviews and people go. All in one transaction: either the whole run is undone or nothing is. Raises
    NoSuchRun."""
    with database.write(shop.id) as session:
        work = Work(session, shop, now)
        run = session.scalar(select(ImportRun).where(ImportRun.shop_id == shop.id, ImportRun.id == id))
        if run is None or run.state == ImportState.UNDONE.value:
            raise NoSuchRun(f"there is no import {id!r} to undo in {shop.domain}; its output names it")
        run.state, run.undone_at = ImportState.UNDONE.value, now
        products = _products(work, id)
        gone = _reviews(work, id) + _changed(
            work, delete(ImportedPerson).where(ImportedPerson.shop_id == shop.id, ImportedPerson.import_id == id)
        )
        for some in _marks(work, id, CONSENT):
            _consents(work, [one.which for one in some])
        for some in _marks(work, id, BIRTHDAY):
            for one in some:
                _birthday(work, int(one.which), str(one.before))
        for some in _marks(work, id, CUSTOMER):
            for one in some:
                _customer(work, int(one.which))
        untell_ratings(work, [one for some in _marks(work, id, RATING) for one in some], products)
        _changed(work, delete(ImportMark).where(ImportMark.shop_id == shop.id, ImportMark.import_id == id))
        _changed(work, delete(ImportFile).where(ImportFile.shop_id == shop.id, ImportFile.id == id))
    return gone


def _marks(work: Work, id: str, what: str) -> Iterator[Sequence[ImportMark]]:
    """In parts: a run may have left one for every line of its file."""
    mine = (ImportMark.shop_id == work.shop.id, ImportMark.import_id == id, ImportMark.what == what)
    yield from work.session.scalars(select(ImportMark).where(*mine)).yield_per(_AT_ONCE).partitions()


def _products(work: Work, id: str) -> set[int]:
    """Whose rating the run has changed, as things are now: a review may have found its product later."""
    shown = select(Review.product_id).where(
        Review.shop_id == work.shop.id, Review.import_id == id, Review.product_id.is_not(None),
        Review.state == ReviewState.PUBLISHED.value,
    )  # fmt: skip
    return {one for one in work.session.scalars(shown.distinct()) if one is not None}


def _reviews(work: Work, id: str) -> int:
    mine = (Review.shop_id == work.shop.id, Review.import_id == id)
    of_them = select(Review.id).where(*mine)
    for table in (ReviewPhoto, ReviewVote):
        _changed(work, delete(table).where(table.shop_id == work.shop.id, table.review_id.in_(of_them)))
    return _changed(work, delete(Review).where(*mine))


def _consents(work: Work, prints: Collection[str]) -> None:
    mine = (ConsentEntry.shop_id == work.shop.id, ConsentEntry.fingerprint.in_(prints))
    _changed(work, delete(ConsentEntry).where(*mine))


def _birthday(work: Work, customer_id: int, hashed: str) -> None:
    """Unless they or the shop have told another meanwhile."""
    as_set = (
        Customer.shop_id == work.shop.id, Customer.id == customer_id, Customer.birthday_hash == hashed,
        Customer.birthday_told_at == UNDATED,
    )  # fmt: skip
    names = ("birthday", "birthday_hash", "birthday_known_at", "birthday_told_at")
    _changed(work, update(Customer).where(*as_set).values(**dict.fromkeys(names)))


def _customer(work: Work, customer_id: int) -> None:
    """Unless the shop has told of them itself meanwhile."""
    ordered = select(Order.id).where(Order.shop_id == work.shop.id, Order.customer_id == customer_id)
    unseen = (Customer.shop_id == work.shop.id, Customer.id == customer_id, Customer.seen_at.is_(None))
    _changed(work, delete(Customer).where(*unseen, ~ordered.exists()))


def _changed(work: Work, statement: Any) -> int:
    found: Any = work.session.execute(statement.execution_options(synchronize_session=False))
    return int(found.rowcount)
