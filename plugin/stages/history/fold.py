"""Stored lines become rows: each object with what belongs to it goes through the projection, and its lines go. Both
in one transaction, so that a crash leaves either the lines or the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from sqlalchemy import Integer, bindparam, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.encore import Encore
from plugin.errors import BadPayload
from plugin.model.history import HistoryPart, Step
from plugin.platform.export import Exports, Kind
from plugin.platform.nodes.parts import listed
from plugin.platform.payloads.exported import exported
from plugin.projection import Work, project
from plugin.shops import Shop, change
from plugin.stages.history.rows import LEASE, TRIES, At, LeaseLost, advance, give_up, keep, next_of

log = structlog.get_logger()

THINGS = 100  # in one transaction
BATCHES = 20  # in one step: then it is another shop's turn
_ROOTS = Prepared(
    select(HistoryPart.kind, HistoryPart.id, HistoryPart.body)
    .where(HistoryPart.shop_id == SHOP, HistoryPart.parent_id.is_(None))
    .order_by(HistoryPart.kind, HistoryPart.id)
    .limit(bindparam("most", type_=Integer))
)
_CHILDREN = Prepared(
    select(HistoryPart.parent_id, HistoryPart.kind, HistoryPart.id, HistoryPart.body)
    .where(HistoryPart.shop_id == SHOP, HistoryPart.parent_id.in_(keys("ids")))
    .order_by(HistoryPart.kind, HistoryPart.id)
)


@dataclass(frozen=True, slots=True)
class _Thing:
    id: int
    kind: str
    node: dict[str, Any]
    children: list[dict[str, Any]]


def fold(encore: Encore, exports: Exports, shop: Shop, at: At) -> None:
    """Take in everything that is stored, oldest first; the flows are not asked. Then the next export may begin.
    Raises PlatformDown where a shop does not tell what its refunds were."""
    taken, refused = at.taken, at.refused
    try:
        for _ in range(BATCHES):
            things = _read(encore, shop)
            _complete(exports, shop, things)
            with encore.database.write(shop.id) as session:
                if not things:
                    _end(encore, session, shop, at, taken)
                    return
                wrong = _take_in(Work(session, shop, encore.clock.now()), things)
                taken, refused = taken + len(things) - wrong, refused + wrong
                until = encore.clock.now() + LEASE
                advance(session, shop, at, taken=taken, refused=refused, wake_at=until)
    except LeaseLost:
        return
    keep(encore, shop, at, wake_at=encore.clock.now())


def _read(encore: Encore, shop: Shop) -> list[_Thing]:
    """The next objects that stand by themselves, each with those that belong to it."""
    with encore.database.read(shop.id) as session:
        roots = _ROOTS.rows(session, most=THINGS)
        inside: dict[int, list[Any]] = defaultdict(list)
        for row in _CHILDREN.rows(session, ids=sorted({row.id for row in roots})):
            inside[row.parent_id].append(_opened(shop, row))
    return [_Thing(row.id, row.kind, _opened(shop, row), inside[row.id]) for row in roots]


def _complete(exports: Exports, shop: Shop, things: Sequence[_Thing]) -> None:
    """Refunds are only named in an export."""
    named = [one["id"] for thing in things for one in listed(thing.node, "refunds")]
    if not named:
        return
    found = exports.refunds(shop.id, named)
    for thing in things:
        if refunds := listed(thing.node, "refunds"):
            thing.node["refunds"] = [found[one["id"]] for one in refunds if one["id"] in found]


def _take_in(work: Work, things: Sequence[_Thing]) -> int:
    """How many of the objects could not be read."""
    wrong = sum(not _project(work, thing) for thing in things)
    mine, ids = HistoryPart.shop_id == work.shop.id, sorted({thing.id for thing in things})
    work.session.execute(delete(HistoryPart).where(mine, HistoryPart.parent_id.in_(ids)))
    work.session.execute(delete(HistoryPart).where(mine, HistoryPart.parent_id.is_(None), HistoryPart.id.in_(ids)))
    return wrong


def _project(work: Work, thing: _Thing) -> bool:
    try:
        with work.session.begin_nested():
            for event in exported(thing.node, thing.children):
                project(work, event)
    except BadPayload as wrong:
        log.warning("an exported object is not read", shop=work.shop.domain, kind=thing.kind, reason=str(wrong))
        return False
    except OperationalError:  # the database's trouble, not the object's
        raise
    except Exception as error:  # one bad object must not stop the others; it is counted
        log.error("an exported object failed", shop=work.shop.domain, kind=thing.kind, error=type(error).__name__)
        return False
    return True


def _opened(shop: Shop, row: Any) -> dict[str, Any]:
    line = shop.keys.open_bytes("history_part.body", row.id, row.body)
    return msgspec.json.decode(line, type=dict[str, Any])


def _end(encore: Encore, session: Session, shop: Shop, at: At, taken: int) -> None:
    """What is left has lost its parent. With the last export the shop's recommendations are learned at once."""
    now = encore.clock.now()
    session.execute(delete(HistoryPart).where(HistoryPart.shop_id == shop.id))
    if at.attempts >= TRIES:  # a file that broke off
        give_up(session, shop, at, now, at.reason)
    else:
        advance(session, shop, at, step=Step.DONE.value, reason=None, done_at=now, wake_at=None, lease_token=None)
        next_of(session, shop, at.kind, now)
    if at.kind is Kind.ORDERS:
        change(session, shop.id, next_learn_at=now)
    log.info("history taken in", shop=shop.domain, kind=at.kind.value, things=taken)
