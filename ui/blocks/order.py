"""The block of the order status page for a customer who is signed in: where their parcels are, and what goes with
what they bought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.order import Order, OrderLine, Parcel
from plugin.projection.work import Work, final_id
from plugin.shops import Shop
from ui.blocks.gate import buyer, refusal
from ui.blocks.suggested import suggested
from ui.doors import door, doors

pages = Blueprint("block_order", __name__)

MOST_ID = 2**63 - 1


@pages.get("/ext/order/<int:id>")
@door("customer")
def order(id: int) -> Response | tuple[Response, int]:
    """404 for an order of somebody else as for one that is not there."""
    shop = buyer().shop
    if id > MOST_ID:
        return refusal(404, "not_here")
    with doors().database.read(shop.id) as session:
        whose = final_id(Work(session, shop, doors().clock.now()), buyer().signed_in)
        found = _order(session, shop, whose, id)
        if found is None:
            return refusal(404, "not_here")
        parcels = _parcels(session, shop, id)
        bought, owned = _products(session, shop, id), _owned(session, shop, whose)
    state = "cancelled" if found.cancelled_at else _state(parcels)
    return jsonify(
        state=state, parcels=[_shown(one) for one in parcels], suggestions=suggested(shop, bought, owned)
    )  # fmt: skip


def _order(session: Session, shop: Shop, customer_id: int, id: int) -> Order | None:
    mine = (Order.shop_id == shop.id, Order.id == id, Order.customer_id == customer_id, Order.deleted_at.is_(None))
    return session.scalars(select(Order).where(*mine)).one_or_none()


def _parcels(session: Session, shop: Shop, order_id: int) -> Sequence[Parcel]:
    """Those that left, the first one first."""
    there = (Parcel.shop_id == shop.id, Parcel.order_id == order_id, Parcel.shipped_at.is_not(None))
    found = session.scalars(select(Parcel).where(*there).order_by(Parcel.shipped_at, Parcel.id)).all()
    return [one for one in found if one.status != "cancelled"]


def _products(session: Session, shop: Shop, order_id: int) -> list[int]:
    lines = select(OrderLine.product_id).where(
        OrderLine.shop_id == shop.id, OrderLine.order_id == order_id, OrderLine.product_id.is_not(None)
    )
    return [product for product in session.scalars(lines.order_by(OrderLine.position)) if product is not None]


def _owned(session: Session, shop: Shop, customer_id: int) -> set[int]:
    lines = (
        select(OrderLine.product_id)
        .join(Order, (Order.shop_id == OrderLine.shop_id) & (Order.id == OrderLine.order_id))
        .where(OrderLine.shop_id == shop.id, Order.shop_id == shop.id, Order.customer_id == customer_id)
    )
    return {product for product in session.scalars(lines) if product is not None}


def _state(parcels: Sequence[Parcel]) -> str:
    """Of the whole order: the least far of its parcels says it."""
    states = {_parcel_state(one) for one in parcels}
    return next((state for state in ("trouble", "on_its_way", "delivered") if state in states), "preparing")


def _parcel_state(parcel: Parcel) -> str:
    if parcel.delivered_at is not None:
        return "delivered"
    return "trouble" if parcel.failed_at is not None else "on_its_way"


def _shown(parcel: Parcel) -> dict[str, Any]:
    """A carrier's page is linked only where it is one of the web."""
    url = parcel.tracking_url or ""
    return {
        "state": _parcel_state(parcel), "carrier": parcel.carrier, "number": parcel.tracking_number,
        "url": url if url.startswith("https://") else None,
        "shipped_at": parcel.shipped_at.isoformat() if parcel.shipped_at else None,
        "delivered_at": parcel.delivered_at.isoformat() if parcel.delivered_at else None,
    }  # fmt: skip
