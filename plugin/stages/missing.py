"""What the platform has and we lack goes into the inbox as the webhook that should have told it, and from there the
same way as every other."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.encore import Encore
from plugin.errors import BadPayload
from plugin.inbox import Incoming, seal
from plugin.model.inbox import InboxItem
from plugin.platform.payloads import parse
from plugin.platform.seam import Change
from plugin.projection import Work
from plugin.projection.behind import is_behind
from plugin.shops import Shop

ASKED_FOR = "reconcile/"  # how the delivery key of what nobody sent begins


def enter_missing(encore: Encore, shop: Shop, found: tuple[Change, ...]) -> int:
    """Returns how much was missing. What was entered once, in this version, is not entered again. Raises StoreBusy
    and ShopGone."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        known = _entered_before(session, shop, found)
        work = Work(session, shop, now)
        missing = [one for one in found if (one.topic, _key(one)) not in known and _is_missing(work, one)]
    for one in missing:
        encore.inbox.put(_incoming(shop, one, now))
    return len(missing)


def _entered_before(session: Session, shop: Shop, found: tuple[Change, ...]) -> set[tuple[str, str]]:
    keys = [_key(one) for one in found]
    rows = session.execute(
        select(InboxItem.topic, InboxItem.delivery_key).where(
            InboxItem.shop_id == shop.id, InboxItem.topic.in_({one.topic for one in found}),
            InboxItem.delivery_key.in_(keys),
        )
    )  # fmt: skip
    return {(row.topic, row.delivery_key) for row in rows}


def _is_missing(work: Work, one: Change) -> bool:
    """What cannot be read is missing too: the inbox says why."""
    try:
        events = parse(one.topic, one.body, triggered_at=one.at)
    except BadPayload:
        return True
    return any(is_behind(work, event) for event in events)


def _incoming(shop: Shop, one: Change, now: datetime) -> Incoming:
    key = _key(one)
    return Incoming(
        shop_id=shop.id, source="platform", topic=one.topic, delivery_key=key, event_id=None, triggered_at=one.at,
        received_at=now, body=seal(shop.keys, one.topic, key, one.body),
        body_hash=hashlib.sha256(one.body).hexdigest(),
    )  # fmt: skip


def _key(one: Change) -> str:
    return f"{ASKED_FOR}{one.key}"
