"""Discount codes, made just in time: written down, issued by the platform, voided when the message dies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.compose.codes import birthday_prefix, code_text
from plugin.db.insert import insert_new
from plugin.dossier import Dossier
from plugin.encore import Encore
from plugin.flows.flow import Flow, Plan
from plugin.model.message import Code
from plugin.platform.seam import CodeOrder, CodeRefused, PlatformDown
from plugin.shops import Shop

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Issued:
    code: str
    percent: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NotIssued:
    """`again`: the platform gave no answer, so it is worth another try."""

    reason: str
    again: bool


REFUSED = NotIssued("code_refused", again=False)
SEEN = timedelta(days=59)
SILENT = NotIssued("platform_down", again=True)


def issue_codes(
    encore: Encore, shop: Shop, wanted: Sequence[tuple[Any, Flow, Plan, Dossier]], now: datetime
) -> dict[str, Issued | NotIssued]:
    """A code per message, by message id. The row is written before the platform is asked, so a code that was
    issued in a moment of failure is known and can be voided. One that is refused counts as void at once: where
    the text is taken it belongs to somebody else, and must never be voided in their place. The order that a
    code thanks for is read again first, in the shop itself."""
    fallen = _fallen(encore, shop, [row for row, _, _, who in wanted if not _is_out_of_sight(row, who, now)])
    orders = {
        row.id: _order(shop, row, flow, plan, dossier, now)
        for row, flow, plan, dossier in wanted
        if row.id not in fallen
    }
    return {**fallen, **_issued(encore, shop, orders, now)}


def _is_out_of_sight(row: Any, who: Dossier, now: datetime) -> bool:
    """Too old for the shop to show it: without a scope of its own an app sees orders for 60 days."""
    return any(f"order:{one.id}" == row.about and now - one.created_at > SEEN for one in who.orders)


def _fallen(encore: Encore, shop: Shop, rows: Sequence[Any]) -> dict[str, NotIssued]:
    """Messages about orders on which no code may be given, or of which the shop says nothing now."""
    about = {row.id: int(row.about.partition(":")[2]) for row in rows if row.about.startswith("order:")}
    if not about:
        return {}
    try:
        reasons = encore.platform.fallen_orders(shop.id, set(about.values()))
    except PlatformDown as trouble:
        log.warning("orders not read again", shop=shop.domain, reason=str(trouble))
        return dict.fromkeys(about, SILENT)
    return {id: NotIssued(reasons[order_id], again=False) for id, order_id in about.items() if order_id in reasons}


def _issued(encore: Encore, shop: Shop, orders: dict[str, CodeOrder], now: datetime) -> dict[str, Issued | NotIssued]:
    if not orders:
        return {}
    with encore.database.write(shop.id) as session:
        orders |= _written_before(session, shop, orders)
        session.execute(insert_new(session, Code), [_row(id, order) for id, order in orders.items()])
    answers = {id: _issue(encore, order) for id, order in orders.items()}
    issued = [order.code for id, order in orders.items() if isinstance(answers[id], Issued)]
    refused = [order.code for id, order in orders.items() if answers[id] == REFUSED]
    with encore.database.write(shop.id) as session:
        for codes, values in ((issued, {"issued_at": now, "void_at": None}), (refused, {"void_at": now})):
            session.execute(update(Code).where(Code.shop_id == shop.id, Code.code.in_(codes)).values(**values))
    return answers


def _written_before(session: Session, shop: Shop, orders: Mapping[str, CodeOrder]) -> dict[str, CodeOrder]:
    """Orders as an earlier try wrote them down: those are the text and the terms that the platform may know,
    whatever has changed since (a first name, a setting)."""
    mine = select(Code.message_id, Code.code, Code.percent, Code.starts_at, Code.ends_at).where(
        Code.shop_id == shop.id, Code.message_id.in_(orders)
    )
    return {
        row.message_id: replace(
            orders[row.message_id], code=row.code, percent=row.percent, starts_at=row.starts_at, ends_at=row.ends_at
        )
        for row in session.execute(mine)
    }


def _row(id: str, order: CodeOrder) -> dict[str, Any]:
    return {
        "shop_id": order.shop_id, "code": order.code, "message_id": id, "customer_id": order.customer_id,
        "percent": order.percent, "starts_at": order.starts_at, "ends_at": order.ends_at,
    }  # fmt: skip


def void_codes(encore: Encore, shop: Shop, rows: Sequence[Any]) -> None:
    """Void the codes of messages that will not go. A platform that does not answer is asked again by the
    sweep: a code without `void_at` whose message is final and not accepted stays on its list."""
    ids = [row.id for row in rows if encore.flows.get(row.flow) and encore.flows[row.flow].gives_code]
    if not ids:
        return
    with encore.database.read(shop.id) as session:
        codes = session.scalars(
            select(Code.code).where(Code.shop_id == shop.id, Code.message_id.in_(ids), Code.void_at.is_(None))
        ).all()
    for code in codes:
        void_code(encore, shop, code)


def void_code(encore: Encore, shop: Shop, code: str) -> None:
    try:
        encore.platform.void(shop.id, code)
    except PlatformDown as error:
        log.warning("code not voided yet", shop=shop.domain, reason=str(error))
        return
    with encore.database.write(shop.id) as session:
        session.execute(
            update(Code).where(Code.shop_id == shop.id, Code.code == code).values(void_at=encore.clock.now())
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
    )  # fmt: skip


def _issue(encore: Encore, order: CodeOrder) -> Issued | NotIssued:
    try:
        encore.platform.issue(order)
    except CodeRefused as error:
        log.warning("code refused", shop=order.shop_id, reason=str(error))
        return REFUSED
    except PlatformDown:
        return SILENT
    return Issued(order.code, order.percent, order.starts_at, order.ends_at)
