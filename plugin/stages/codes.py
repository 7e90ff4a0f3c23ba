"""Ends discount codes: those of messages that ended without going, and those that the queue names (code_ends).

The platform is asked without a transaction open, and asked again with back-off while it gives no answer. Telling it
twice is harmless, so a crash in between costs one more call.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Integer, bindparam, select, update

from plugin.code_ends import LIVE, EndReason, end_codes
from plugin.db.claim import BATCH
from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.types import UtcDateTime
from plugin.encore import Encore
from plugin.erasure import forget_code_owners
from plugin.model.customer import Tombstone
from plugin.model.message import FINAL, Code, Message, State
from plugin.platform.seam import CodeEnd, CodeOrder, PlatformDown
from plugin.shops import Shop

log = structlog.get_logger()

SCHEDULE = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))  # then once a day
_LEASE = timedelta(minutes=5)
_SHARE = 10  # of one shop per turn: two calls each, well within the lease
_LOOK_BACK = timedelta(days=30)  # a code that is over for longer needs no ending
_DEAD = Prepared(
    select(Code.code)
    .join(Message, (Message.shop_id == Code.shop_id) & (Message.id == Code.message_id))
    .where(
        Code.shop_id == SHOP, Code.ends_at > bindparam("since", type_=UtcDateTime), *LIVE,
        Message.state.in_([state.value for state in FINAL if state is not State.ACCEPTED]),
    )
    .limit(BATCH)
)  # fmt: skip
_IS_DUE = select(Code.code).where(
    Code.shop_id == SHOP, Code.end_at <= bindparam("now", type_=UtcDateTime), Code.void_at.is_(None),
    Code.used_at.is_(None),
)  # fmt: skip
_ANY_DUE = Prepared(_IS_DUE.limit(1))
_DUE = Prepared(
    _IS_DUE.order_by(Code.end_at).limit(bindparam("most", type_=Integer)).with_for_update(skip_locked=True)
)
_TERMS = Prepared(
    select(
        Code.code, Code.customer_id, Code.percent, Code.combines, Code.starts_at, Code.ends_at, Code.platform_id,
        Code.end_tries, Message.first_sent_at, Message.id.label("message_id"),
    )
    .outerjoin(Message, (Message.shop_id == Code.shop_id) & (Message.id == Code.message_id))
    .where(Code.shop_id == SHOP, Code.code.in_(keys("codes")))
)  # fmt: skip
_ANYBODY_ERASED = Prepared(select(Tombstone.at).where(Tombstone.shop_id == SHOP).limit(1))


def drain(encore: Encore, budget: int) -> int:
    """How many codes the platform was told about."""
    done = 0
    for shop in encore.shops.working():
        _queue_dead(encore, shop)
        while done < budget:
            limit = min(_SHARE, budget - done)
            count = _end_due(encore, shop, limit)
            done += count
            if count < limit:
                break
        _forget_erased(encore, shop)
    return done


def _queue_dead(encore: Encore, shop: Shop) -> None:
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        codes = _DEAD.values(session, since=now - _LOOK_BACK)
    if codes:
        with encore.database.write(shop.id) as session:
            end_codes(session, shop.id, EndReason.NOT_SENT, now, Code.code.in_(codes))


def _end_due(encore: Encore, shop: Shop, limit: int) -> int:
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        if _ANY_DUE.value(session, now=now) is None:
            return 0
    with encore.database.write(shop.id) as session:
        codes = _DUE.values(session, now=now, most=limit)
        if codes:
            _set(session, shop, codes, end_at=now + _LEASE)
        rows = _TERMS.rows(session, codes=codes) if codes else []
    for row in rows:
        _end(encore, shop, row)
    return len(rows)


def _end(encore: Encore, shop: Shop, row: Any) -> None:
    order = CodeOrder(
        shop_id=shop.id, code=row.code, customer_id=row.customer_id, percent=row.percent, starts_at=row.starts_at,
        ends_at=row.ends_at, title="", combines=row.combines,
    )  # fmt: skip
    was_sent = row.message_id is None or row.first_sent_at is not None
    values: dict[str, Any]
    try:
        encore.platform.void(CodeEnd(order, row.platform_id, was_sent))
    except PlatformDown as error:
        wait = SCHEDULE[min(row.end_tries, len(SCHEDULE) - 1)]
        values = {"end_at": encore.clock.now() + wait, "end_tries": row.end_tries + 1}
        log.warning("code not ended yet", shop=shop.domain, tries=row.end_tries + 1, reason=str(error))
    else:
        values = {"end_at": None, "void_at": encore.clock.now()}
    with encore.database.write(shop.id) as session:
        _set(session, shop, [row.code], **values)


def _set(session: Any, shop: Shop, codes: list[str], **values: Any) -> None:
    session.execute(
        update(Code)
        .where(Code.shop_id == shop.id, Code.code.in_(codes), Code.void_at.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _forget_erased(encore: Encore, shop: Shop) -> None:
    """Codes of erased people lose owner and text once nobody can use them."""
    with encore.database.read(shop.id) as session:
        if _ANYBODY_ERASED.value(session) is None:
            return
    with encore.database.write(shop.id) as session:
        forget_code_owners(session, shop)
