"""The breaker of one sender: a provider that refuses our account, or fails half of the last twenty, gets
nothing for five minutes, then one probe. Messages wait as held; the merchant is told why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from plugin.channels.transport import Accepted, Answer, Fault, NotSent, Transport
from plugin.db.insert import insert_new
from plugin.db.prepared import SHOP, Prepared
from plugin.encore import Encore
from plugin.ledger import Move, move
from plugin.model.message import Breaker, State
from plugin.shops import Shop
from plugin.stages.outbox.answers import BREAKER_PAUSE
from plugin.stages.outbox.rows import Row

_BREAKER = Prepared(
    select(Breaker.opens_at, Breaker.recent, Breaker.reason).where(
        Breaker.shop_id == SHOP, Breaker.provider == bindparam("provider")
    )
)
_REMEMBERED = 20
_FAULTS = frozenset({Fault.RETRY, Fault.UNKNOWN, Fault.BREAKER})  # the provider's, not one recipient's


def allowed(encore: Encore, shop: Shop, transport: Transport, now: datetime) -> int | None:
    """How many messages may be tried now: None is any number, 0 while the breaker is open, 1 for the probe,
    which one caller alone gets."""
    with encore.database.read(shop.id) as session:
        row = _row(session, transport)
    if row is None or row.opens_at is None:
        return None
    if now < row.opens_at:
        return 0
    with encore.database.write(shop.id) as session:
        taken: Any = session.execute(
            update(Breaker)
            .where(*_mine(shop, transport), Breaker.opens_at <= now)
            .values(opens_at=now + BREAKER_PAUSE)
        )
    return int(taken.rowcount)


def hold(session: Session, shop: Shop, rows: Sequence[Row], now: datetime) -> None:
    """These wait for the breaker."""
    at = now + BREAKER_PAUSE
    columns = {"wake_at": at, "due_at": at}
    move(
        session, shop,
        [Move(row.id, row.version, row.chain, State(row.state), State.HELD, "breaker", columns) for row in rows], now,
    )  # fmt: skip


def note(
    session: Session, shop: Shop, transport: Transport, answers: Sequence[Answer], now: datetime, *, is_probe: bool
) -> bool:
    """Remember how the provider answered, and open or close the breaker; returns whether it is open now. Only
    a probe closes it: other answers may still come in from before it opened."""
    row = _row(session, transport)
    signs = "".join("+" if isinstance(one, Accepted) else "-" if one.fault in _FAULTS else "" for one in answers)
    recent = ((row.recent if row is not None else "") + signs)[-_REMEMBERED:]
    refused = next((one for one in answers if isinstance(one, NotSent) and one.fault is Fault.BREAKER), None)
    was_open = row is not None and row.opens_at is not None
    is_closed_by = is_probe and "-" not in signs
    is_open = refused is not None or (not is_closed_by if was_open else _is_half_failed(recent))
    if row is not None and not is_open and not was_open and recent == row.recent:
        return False
    values: dict[str, Any]
    if not is_open:
        values = {"recent": recent if not was_open else "", "opens_at": None, "reason": None}
    else:
        why = refused.detail if refused is not None else (row.reason if row is not None else None)
        values = {"recent": recent, "opens_at": now + BREAKER_PAUSE, "reason": why or "half of the last 20 failed"}
    if row is None:
        session.execute(insert_new(session, Breaker), [{"shop_id": shop.id, "provider": transport.name, **values}])
    else:
        session.execute(update(Breaker).where(*_mine(shop, transport)).values(**values))
    return is_open


def _is_half_failed(recent: str) -> bool:
    return len(recent) == _REMEMBERED and recent.count("-") * 2 >= _REMEMBERED


def _mine(shop: Shop, transport: Transport) -> tuple[Any, Any]:
    return Breaker.shop_id == shop.id, Breaker.provider == transport.name


def _row(session: Session, transport: Transport) -> Any | None:
    return _BREAKER.row(session, provider=transport.name)
