"""Tells help desks what happened, at least once: a crash between the answer and our note tells it again, with the
same id, by which the other side knows it. What is not taken is tried for a day; a help desk that takes nothing for a
day is told nothing more, until a person switches it on again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.billing import app_address
from plugin.db.claim import Claim
from plugin.encore import Encore
from plugin.help_desk_body import body_of, headers_of
from plugin.model.help_desk import HelpDesk, HelpDeskFact
from plugin.outside import NotFetched, Outside
from plugin.shops import Shop
from plugin.stages.tell.waits import wait_after
from plugin.turns import in_turn
from plugin.words import said

AT_ONCE = 5  # of one shop before the next: who answers slowly takes five seconds for each, and a lease is 45
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
MOST_TRIES = 19  # with these waits the last is a day after the first
_GONE = 410  # says the other side where it wants nothing more
log = structlog.get_logger()

_DUE = Claim(HelpDeskFact, order_by=(HelpDeskFact.wake_at, HelpDeskFact.at, HelpDeskFact.id))


class Posts(Protocol):
    def post(self, address: str, body: bytes, headers: Mapping[str, str], /) -> int:
        """Raises NotFetched."""
        ...


class _Letter(NamedTuple):
    address: str
    body: bytes
    headers: Mapping[str, str]


def drain(encore: Encore, budget: int, outside: Posts | None = None) -> int:
    """Returns how much was taken. The first trouble of a shop ends its round: all of it waits, and no other shop."""
    done = 0
    for shop in in_turn(encore, "help_desk", encore.shops.working()):
        if done < budget:
            done += _tell(encore, shop, min(AT_ONCE, budget - done), outside or Outside())
    return done


def _tell(encore: Encore, shop: Shop, limit: int, outside: Posts) -> int:
    if not _is_awaiting(encore, shop):
        return 0
    with encore.database.write(shop.id) as session:
        token, ids = _DUE.take(session, limit=limit, now=encore.clock.now(), lease=encore.lease)
    for done, id in enumerate(ids):
        letter = _letter(encore, shop, id, token)
        if letter is None:
            continue
        answer, problem = _posted(outside, letter)
        if problem is not None:
            _put_off(encore, shop, id, token, answer, problem)
            _give_back(encore, shop, token)
            return done
        _taken(encore, shop, id, token, answer)
    return len(ids)


def _is_awaiting(encore: Encore, shop: Shop) -> bool:
    """Whether the shop has a help desk that is to be told something now."""
    there = select(HelpDesk.wait_until).where(HelpDesk.shop_id == shop.id, HelpDesk.stopped_at.is_(None))
    with encore.database.read(shop.id) as session:
        row = session.execute(there).one_or_none()
    return row is not None and (row.wait_until is None or row.wait_until <= encore.clock.now())


def _letter(encore: Encore, shop: Shop, id: str, token: str) -> _Letter | None:
    """None: whom it was about has been erased meanwhile, another worker has it, or nothing is told any more."""
    with encore.database.read(shop.id) as session:
        desk = session.scalar(select(HelpDesk).where(HelpDesk.shop_id == shop.id, HelpDesk.stopped_at.is_(None)))
        row = session.scalar(select(HelpDeskFact).where(*_mine(shop, id, token)))
        if desk is None or row is None:
            return None
        body = body_of(session, shop, row, app_address(encore.settings, shop), with_words=desk.with_words)
    address = shop.keys.open_bytes("help_desk.address", shop.id, desk.address).decode()
    secret = shop.keys.open_bytes("help_desk.secret", shop.id, desk.secret).decode()
    return _Letter(address, body, headers_of(id, body, secret, encore.clock.now()))


def _posted(outside: Posts, letter: _Letter) -> tuple[int | None, str | None]:
    """The status, if there is one, and what was wrong, if anything."""
    try:
        status = outside.post(*letter)
    except NotFetched as error:
        return None, str(error)
    return status, None if 200 <= status < 300 else said("The other side did not take it.")


def _taken(encore: Encore, shop: Shop, id: str, token: str, answer: int | None) -> None:
    told = {"told_at": encore.clock.now(), "wake_at": None, "lease_token": None, "answer": answer, "problem": None}
    well = {"failures": 0, "wait_until": None, "answer": None, "problem": None}
    with encore.database.write(shop.id) as session:
        session.execute(update(HelpDeskFact).where(*_mine(shop, id, token)).values(told))
        session.execute(update(HelpDesk).where(HelpDesk.shop_id == shop.id, HelpDesk.failures > 0).values(well))


def _put_off(encore: Encore, shop: Shop, id: str, token: str, answer: int | None, problem: str) -> None:
    now, why = encore.clock.now(), {"answer": answer, "problem": problem}
    with encore.database.write(shop.id) as session:
        tries = session.scalar(select(HelpDeskFact.tries).where(*_mine(shop, id, token)))
        if tries is not None:
            is_over = tries + 1 >= MOST_TRIES
            wake_at = None if is_over else now + wait_after(tries, FIRST_WAIT, LONGEST_WAIT)
            later = {**why, "tries": tries + 1, "wake_at": wake_at, "lease_token": None}
            session.execute(update(HelpDeskFact).where(*_mine(shop, id, token)).values(later))
        is_stopped = _count_failure(session, shop, now, why)
    log.warning("help desk not told", shop=shop.domain, answer=answer, reason=problem, is_stopped=is_stopped)


def _count_failure(session: Session, shop: Shop, now: datetime, why: Mapping[str, Any]) -> bool:
    """One more in a row; whether it was the last."""
    mine = HelpDesk.shop_id == shop.id
    failures = session.scalar(select(HelpDesk.failures).where(mine).with_for_update()) or 0
    is_over = failures + 1 >= MOST_TRIES or why["answer"] == _GONE
    values = {
        **why, "failures": failures + 1, "wait_until": now + wait_after(failures, FIRST_WAIT, LONGEST_WAIT),
        **({"stopped_at": now} if is_over else {}),
    }  # fmt: skip
    session.execute(update(HelpDesk).where(mine).values(values))
    return is_over


def _give_back(encore: Encore, shop: Shop, token: str) -> None:
    """What was claimed and not tried is due as soon as the help desk is."""
    with encore.database.write(shop.id) as session:
        left = (HelpDeskFact.shop_id == shop.id, HelpDeskFact.lease_token == token)
        back = update(HelpDeskFact).where(*left).values(wake_at=encore.clock.now(), lease_token=None)
        session.execute(back)


def _mine(shop: Shop, id: str, token: str) -> tuple[Any, ...]:
    return HelpDeskFact.shop_id == shop.id, HelpDeskFact.id == id, HelpDeskFact.lease_token == token
