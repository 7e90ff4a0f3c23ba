"""Tells the shop what customers told us about being written to, so that both records say the same (trust: consent).
The newest statement wins and a tie is a no; the shop's own "unsubscribed" always wins over a later yes of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.dossier.consents import newest
from plugin.encore import Encore
from plugin.events import SHOPIFY, Channel, ConsentSeen, ConsentState
from plugin.model.customer import ConsentEntry, ConsentTelling
from plugin.platform.seam import PlatformDown, Recorded, Statement
from plugin.projection.consent import project_consent
from plugin.projection.work import Work
from plugin.shops import Shop
from plugin.stages.tell.waits import wait_after

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
AT_ONCE = 20
THEIR_NO = "unsubscribed_there"  # what they said in the shop stands against what they told us
_NEVER = {ConsentState.UNSUBSCRIBED, ConsentState.REDACTED, ConsentState.INVALID}
log = structlog.get_logger()


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many statements were settled. Nothing is claimed: telling twice is the same as once, and a word
    that comes meanwhile is told after this one. The first without an answer ends the round."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        due = _due(session, shop, now, min(limit, AT_ONCE))
    for done, row in enumerate(due):
        try:
            problem = _tell_one(encore, shop, row)
        except PlatformDown as trouble:
            log.warning("consent not told yet", shop=shop.domain, reason=str(trouble))
            wait = wait_after(row.tries, FIRST_WAIT, LONGEST_WAIT)
            _set(encore, shop, row, due_at=now + wait, tries=row.tries + 1, problem=str(trouble))
            return done
        told = {} if problem else {"told_at": now}
        _set(encore, shop, row, due_at=None, tries=0, problem=problem, **told)
    return len(due)


def _due(session: Session, shop: Shop, now: datetime, most: int) -> Sequence[ConsentTelling]:
    return session.scalars(
        select(ConsentTelling)
        .where(ConsentTelling.shop_id == shop.id, ConsentTelling.due_at <= now)
        .order_by(ConsentTelling.due_at)
        .limit(most)
    ).all()


def _tell_one(encore: Encore, shop: Shop, row: ConsentTelling) -> str | None:
    """None where the shop now says the same, else why it is not told."""
    channel = Channel(row.channel)
    with encore.database.read(shop.id) as session:
        entries = _entries(session, shop, row)
    best = newest(entries)
    ours = {(entry.state, entry.at) for entry in entries if not entry.source.startswith(SHOPIFY)}
    if best is None or (best.state.value, best.at) not in ours:
        return None  # the shop itself said something newer
    said = Statement(row.customer_id, channel, best.state, best.level, best.at)
    if best.state is ConsentState.SUBSCRIBED:
        there = encore.platform.consent(shop.id, row.customer_id, channel)
        if there is not None and there.state in _NEVER and not _is_echo(there, ours):
            _take_in(encore, shop, said)
            return THEIR_NO
    return encore.platform.tell_consent(shop.id, said)


def _entries(session: Session, shop: Shop, row: ConsentTelling) -> Sequence[Any]:
    return session.execute(
        select(ConsentEntry.state, ConsentEntry.level, ConsentEntry.at, ConsentEntry.source).where(
            ConsentEntry.shop_id == shop.id, ConsentEntry.customer_id == row.customer_id,
            ConsentEntry.channel == row.channel,
        )
    ).all()  # fmt: skip


def _is_echo(there: Recorded, ours: set[tuple[str, datetime]]) -> bool:
    """Whether the shop only repeats a no that we told it: then their later yes to us counts. Told to the second."""
    if there.at is None or there.state is not ConsentState.UNSUBSCRIBED:
        return False
    at = there.at.replace(microsecond=0)
    return any(state == ConsentState.UNSUBSCRIBED and one.replace(microsecond=0) == at for state, one in ours)


def _take_in(encore: Encore, shop: Shop, said: Statement) -> None:
    """The shop's no at the moment of our yes: a tie, which is a no here too."""
    no = ConsentSeen(
        said.customer_id, said.channel, ConsentState.UNSUBSCRIBED, None, said.at, None, f"{SHOPIFY}record"
    )
    with encore.database.write(shop.id) as session:
        project_consent(Work(session, shop, encore.clock.now()), no)


def _set(encore: Encore, shop: Shop, row: ConsentTelling, **values: Any) -> None:
    """A word that came while this one was told stays due."""
    with encore.database.write(shop.id) as session:
        session.execute(
            update(ConsentTelling)
            .where(
                ConsentTelling.shop_id == shop.id, ConsentTelling.customer_id == row.customer_id,
                ConsentTelling.channel == row.channel, ConsentTelling.version == row.version,
            )
            .values(**values)
        )  # fmt: skip
