"""Discount codes, made just in time: written down within the budget, then issued by the platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from plugin.code_ends import EndReason
from plugin.compose.codes import birthday_prefix, code_text
from plugin.db.insert import insert_new
from plugin.db.prepared import SHOP, Prepared
from plugin.db.types import UtcDateTime
from plugin.dossier import Dossier
from plugin.encore import Encore
from plugin.flows.flow import Flow, Plan, order_in
from plugin.model.message import Code
from plugin.platform.seam import CodeOrder, CodeRefused, PlatformDown
from plugin.shops import Shop
from plugin.spending import Room, room_for_codes, worth_of

log = structlog.get_logger()

_ISSUED = Prepared(
    update(Code)
    .where(Code.shop_id == SHOP, Code.code == bindparam("text"))
    .values(issued_at=bindparam("at", type_=UtcDateTime), platform_id=bindparam("their_id"))
)


@dataclass(frozen=True, slots=True)
class Issued:
    code: str
    percent: int
    starts_at: datetime
    ends_at: datetime
    platform_id: str


@dataclass(frozen=True, slots=True)
class NotIssued:
    """`again`: it is worth another try, for the platform gave no answer or the budget is used up."""

    reason: str
    again: bool


SEEN = timedelta(days=59)
SILENT = NotIssued("platform_down", again=True)
NO_MONEY = NotIssued("discount_budget", again=True)


def issue_codes(
    encore: Encore, shop: Shop, wanted: Sequence[tuple[Any, Flow, Plan, Dossier]], now: datetime
) -> dict[str, Issued | NotIssued]:
    """A code per message, by message id. The row is written before the platform is asked, so a code that was
    issued in a moment of failure is known and can be ended. One that is refused counts as void at once: where
    the text is taken it belongs to somebody else, and must never be ended in their place. The order that a code
    thanks for is read again first, in the shop itself."""
    fallen = _fallen(encore, shop, [row for row, _, _, who in wanted if not _is_out_of_sight(row, who, now)])
    standing = [one for one in wanted if one[0].id not in fallen]
    return {**fallen, **_issued(encore, shop, standing, now)}


def _is_out_of_sight(row: Any, who: Dossier, now: datetime) -> bool:
    """Too old for the shop to show it: without a scope of its own an app sees orders for 60 days."""
    return any(f"order:{one.id}" == row.about and now - one.created_at > SEEN for one in who.orders)


def _fallen(encore: Encore, shop: Shop, rows: Sequence[Any]) -> dict[str, NotIssued]:
    """Messages about orders on which no code may be given, or of which the shop says nothing now."""
    about = {row.id: order_id for row in rows if (order_id := order_in(row.about)) is not None}
    if not about:
        return {}
    try:
        reasons = encore.platform.fallen_orders(shop.id, set(about.values()))
    except PlatformDown as trouble:
        log.warning("orders not read again", shop=shop.domain, reason=str(trouble))
        return dict.fromkeys(about, SILENT)
    return {id: NotIssued(reasons[order_id], again=False) for id, order_id in about.items() if order_id in reasons}


def _issued(
    encore: Encore, shop: Shop, wanted: Sequence[tuple[Any, Flow, Plan, Dossier]], now: datetime
) -> dict[str, Issued | NotIssued]:
    if not wanted:
        return {}
    orders = {row.id: _order(shop, row, flow, plan, dossier, now) for row, flow, plan, dossier in wanted}
    worth = {row.id: worth_of(shop, dossier.orders, orders[row.id].percent) for row, _, _, dossier in wanted}
    with encore.database.write(shop.id) as session:
        before = _written_before(session, shop, orders)
        granted = _granted(room_for_codes(session, shop, now), [id for id in orders if id not in before], worth)
        fresh = [_row(id, orders[id], worth[id], now) for id in granted]
        if fresh:
            session.execute(insert_new(session, Code), fresh)
    asked = {id: before.get(id, order) for id, order in orders.items() if id in before or id in granted}
    answers = {id: _issue(encore, order) for id, order in asked.items()}
    _remember(encore, shop, asked, answers, now)
    return {id: answers.get(id, NO_MONEY) for id in orders}


def wake_codes(encore: Encore, rows: Iterable[Any]) -> None:
    """These messages will not go. Their codes are ended by the stage `codes`, which finds them by itself."""
    if any(row.flow in encore.flows and encore.flows[row.flow].gives_code for row in rows):
        encore.wake("codes")


def _granted(room: Room, ids: Sequence[str], worth: Mapping[str, int]) -> set[str]:
    """Those for whose codes the month's budget has room, in their order."""
    return {id for id in ids if room.take(worth[id])}


def _written_before(session: Session, shop: Shop, orders: Mapping[str, CodeOrder]) -> dict[str, CodeOrder]:
    """Orders as an earlier try wrote them down: those are the text and the terms that the platform may know,
    whatever has changed since (a first name, a setting)."""
    mine = select(
        Code.message_id, Code.code, Code.percent, Code.combines, Code.starts_at, Code.ends_at
    ).where(Code.shop_id == shop.id, Code.message_id.in_(orders))  # fmt: skip
    return {
        row.message_id: replace(
            orders[row.message_id], code=row.code, percent=row.percent, combines=row.combines,
            starts_at=row.starts_at, ends_at=row.ends_at,
        )
        for row in session.execute(mine)
    }  # fmt: skip


def _row(id: str, order: CodeOrder, worth: int, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": order.shop_id, "code": order.code, "message_id": id, "customer_id": order.customer_id,
        "percent": order.percent, "combines": order.combines, "starts_at": order.starts_at, "ends_at": order.ends_at,
        "worth": worth, "asked_at": now, "end_tries": 0,
    }  # fmt: skip


def _remember(
    encore: Encore, shop: Shop, asked: Mapping[str, CodeOrder], answers: Mapping[str, Issued | NotIssued],
    now: datetime,
) -> None:  # fmt: skip
    issued = [
        {"text": asked[id].code, "their_id": answer.platform_id, "at": now}
        for id, answer in answers.items()
        if isinstance(answer, Issued)
    ]
    refused = [asked[id].code for id, answer in answers.items() if isinstance(answer, NotIssued) and not answer.again]
    with encore.database.write(shop.id) as session:
        _ISSUED.run_each(session, issued)
        if refused:
            session.execute(
                update(Code)
                .where(Code.shop_id == shop.id, Code.code.in_(refused))
                .values(void_at=now, end_reason=EndReason.REFUSED.value)
            )


def _order(shop: Shop, row: Any, flow: Flow, plan: Plan, dossier: Dossier, now: datetime) -> CodeOrder:
    settings = shop.settings.flow(flow.name)
    starts_at = row.code_starts_at or plan.code_starts_at or now.replace(microsecond=0)
    ends_at = row.code_ends_at or plan.code_ends_at or starts_at + settings.valid
    prefix = birthday_prefix(dossier.first_name) if flow.name == "birthday" else flow.code_prefix
    return CodeOrder(
        shop_id=shop.id, code=code_text(shop.keys.name("codes", row.id, 32), row.id, prefix),
        customer_id=row.customer_id, percent=settings.percent, starts_at=starts_at,
        ends_at=max(ends_at, starts_at + timedelta(minutes=1)), title=f"Encore {flow.name} {row.about}",
        combines=settings.combines,
    )  # fmt: skip


def _issue(encore: Encore, order: CodeOrder) -> Issued | NotIssued:
    try:
        platform_id = encore.platform.issue(order)
    except CodeRefused as error:
        log.warning("code refused", shop=order.shop_id, reason=str(error))
        return NotIssued(error.reason, again=False)
    except PlatformDown:
        return SILENT
    return Issued(order.code, order.percent, order.starts_at, order.ends_at, platform_id)
