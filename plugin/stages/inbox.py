"""The first loop: what came in becomes events, events become rows, and the flows decide. One transaction per
item, so a crash leaves the item waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.code_ends import end_earned
from plugin.db.claim import BATCH, Claim
from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.writes import updating
from plugin.deciding import decide
from plugin.encore import Encore
from plugin.erasure import concerns_erased, erase_customer
from plugin.errors import BadPayload, UndecryptableError
from plugin.events import CustomerRedacted, DataRequested, Event, ShopRedacted
from plugin.flow_payloads import TRIGGERS
from plugin.inbox import open_body
from plugin.model.inbox import InboxItem, InboxState
from plugin.platform.seam import PlatformDown
from plugin.privacy import erase_shop, export_for_merchant
from plugin.projection import Work, project, require_same_shop
from plugin.readers import read
from plugin.shops import Shop
from plugin.stages.confirm import Unconfirmed, require_confirmed
from plugin.turns import in_turn

log = structlog.get_logger()

_WAITING = Claim(InboxItem, order_by=(InboxItem.wake_at, InboxItem.id))
_ITEMS = Prepared(
    select(
        InboxItem.id, InboxItem.source, InboxItem.topic, InboxItem.delivery_key, InboxItem.triggered_at,
        InboxItem.body, InboxItem.attempts,
    )
    .where(InboxItem.shop_id == SHOP, InboxItem.id.in_(keys("ids")))
    .order_by(InboxItem.id)
)  # fmt: skip
_SET = ("state", "reason", "wake_at", "lease_token", "done_at")
_DONE = updating(InboxItem, _SET, also=("lease_token",))
_FORGET = updating(InboxItem, ("body",))
_SHOP_TOPICS = frozenset({"shop/update", "app/uninstalled", "app/scopes_update", TRIGGERS})
_SHOP_DOWN = timedelta(minutes=5)  # a shop that could not be asked is asked again after that
_AGAIN = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))


def drain(encore: Encore, budget: int) -> int:
    """Work off what is waiting, oldest first; shops take turns."""
    done = 0
    for shop in in_turn(encore, "inbox", [shop for shop in encore.shops.all() if shop.cabinet is not None]):
        while done < budget:
            limit = min(BATCH, budget - done)
            count = _drain_shop(encore, shop, limit)
            done += count
            if count < limit:
                break
    return done


def _drain_shop(encore: Encore, shop: Shop, limit: int) -> int:
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        token, ids = _WAITING.take(session, limit=limit, now=now, lease=encore.lease)
        rows = _ITEMS.rows(session, ids=ids) if ids else []
    doubtful: list[tuple[Any, frozenset[int]]] = []
    for row in rows:
        try:
            shop = take_in(encore, shop, row, token)
        except Unconfirmed as doubt:
            doubtful.append((row, doubt.order_ids))
        if shop.cabinet is None:
            return len(rows)
    if doubtful:
        _confirm(encore, shop, doubtful, token)
    return len(rows)


def _confirm(encore: Encore, shop: Shop, doubtful: Sequence[tuple[Any, frozenset[int]]], token: str) -> None:
    """One look-up for all orders of the batch that must be confirmed. An order that the shop does not have is
    asked for again, its index may lag behind, and rejected in the end; a shop that cannot answer is waited for."""
    try:
        own = encore.platform.own_orders(shop.id, frozenset().union(*(ids for _, ids in doubtful)))
    except PlatformDown as trouble:
        _wait_for_shop(encore, shop, [row for row, _ in doubtful], token, str(trouble))
        return
    for row, ids in doubtful:
        if ids <= own:
            take_in(encore, shop, row, token, own)
        else:
            _put_aside(encore, shop, row, token, "shop_mismatch: the shop has no such order")


def take_in(encore: Encore, shop: Shop, row: Any, token: str, own: frozenset[int] = frozenset()) -> Shop:
    """One item, whole, in one transaction; returns the shop as it is afterwards. An item that fails is put
    aside with its reason and tried again later; it never stops the others. Raises Unconfirmed, with nothing
    done, where an order must be looked up that is not in `own`."""
    try:
        return _take_in(encore, shop, row, token, own)
    except Unconfirmed:
        raise
    except (BadPayload, UndecryptableError) as error:
        _finish(encore, shop, row, token, InboxState.REJECTED, str(error))
    except Exception as error:  # one bad row must not stop the drain; it stays, with its reason
        log.error("inbox item failed", shop=shop.domain, item=row.id, topic=row.topic, error=type(error).__name__)
        _put_aside(encore, shop, row, token, type(error).__name__)
    return shop


def _take_in(encore: Encore, shop: Shop, row: Any, token: str, own: frozenset[int]) -> Shop:
    now = encore.clock.now()
    events, has_effect = read(row.source, row.topic, open_body(shop.keys, row), row.triggered_at)
    state = InboxState.DONE if has_effect else InboxState.NO_EFFECT
    if any(isinstance(event, ShopRedacted) for event in events):
        return _forget_shop(encore, shop, events, now)
    require_confirmed(encore, shop, events, own)
    with encore.database.write(shop.id) as session:
        work = Work(session, shop, now)
        milestones = []
        for event in events:
            milestones += _apply(work, event)
        times = decide(work, encore.flows, milestones)
        has_ended = end_earned(work, milestones)
        _done(session, row, token, state, None, now)
        if concerns_erased(work, events):
            _forget_body(session, row)
    encore.planned(times)
    if has_ended or any(isinstance(event, CustomerRedacted) for event in events):
        encore.wake("codes")
    if any(at <= now for at in times):
        encore.wake("outbox_email")
        encore.wake("outbox_sms")
    return encore.shops.by_id(shop.id) if row.topic in _SHOP_TOPICS else shop


def _forget_shop(encore: Encore, shop: Shop, events: tuple[Event, ...], now: datetime) -> Shop:
    """The item goes with everything else; returns the shop without its keys, so that nothing more is read."""
    with encore.database.read(shop.id) as session:
        for event in events:
            require_same_shop(Work(session, shop, now), event)
    erase_shop(encore.database, shop, now)
    encore.shops.forget(shop)
    return replace(shop, cabinet=None)


def _apply(work: Work, event: Event) -> list[Any]:
    if isinstance(event, CustomerRedacted | DataRequested):
        require_same_shop(work, event)
    if isinstance(event, CustomerRedacted):
        erase_customer(work, event)
        return []
    if isinstance(event, DataRequested):
        export_for_merchant(work, event)
        return []
    return project(work, event)


def _finish(encore: Encore, shop: Shop, row: Any, token: str, state: InboxState, reason: str) -> None:
    log.warning("inbox item rejected", shop=shop.domain, item=row.id, topic=row.topic, reason=reason)
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        _done(session, row, token, state, reason, now)


def _put_aside(encore: Encore, shop: Shop, row: Any, token: str, reason: str) -> None:
    now = encore.clock.now()
    if row.attempts >= len(_AGAIN):
        return _finish(encore, shop, row, token, InboxState.REJECTED, f"failed {row.attempts + 1} times: {reason}")
    with encore.database.write(shop.id) as session:
        session.execute(
            update(InboxItem)
            .where(InboxItem.shop_id == shop.id, InboxItem.id == row.id, InboxItem.lease_token == token)
            .values(attempts=row.attempts + 1, reason=reason, wake_at=now + _AGAIN[row.attempts], lease_token=None)
        )
    return None


def _wait_for_shop(encore: Encore, shop: Shop, rows: Sequence[Any], token: str, reason: str) -> None:
    """No fault of the items: they wait as long as it takes, and no try is counted."""
    log.warning("orders wait to be confirmed", shop=shop.domain, items=len(rows), reason=reason)
    with encore.database.write(shop.id) as session:
        session.execute(
            update(InboxItem)
            .where(
                InboxItem.shop_id == shop.id, InboxItem.id.in_([row.id for row in rows]),
                InboxItem.lease_token == token,
            )
            .values(reason=reason, wake_at=encore.clock.now() + _SHOP_DOWN, lease_token=None)
        )  # fmt: skip


def _done(session: Session, row: Any, token: str, state: InboxState, reason: str | None, now: datetime) -> None:
    _DONE.run(
        session, key_id=row.id, key_lease_token=token, state=state.value, reason=reason, wake_at=None,
        lease_token=None, done_at=now,
    )  # fmt: skip


def _forget_body(session: Session, row: Any) -> None:
    _FORGET.run(session, key_id=row.id, body=None)
