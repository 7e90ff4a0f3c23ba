"""Orders and what follows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from devstore import shop
from devstore.act import Act, Refused
from devstore.doings import aftermath, checkout, parcels
from devstore.model.orders import Order
from devstore.model.parcels import Parcel
from devstore.model.returns import Return
from devstore.web import shown
from devstore.web.app import the_store
from devstore.web.asked import asked, newcomer, number, pieces
from devstore.web.control import blueprint


@blueprint.get("/orders")
def orders() -> list[dict[str, Any]]:
    """The newest hundred."""
    with the_store().database.read() as session:
        return [shown.order(row) for row in session.scalars(select(Order).order_by(Order.number.desc()).limit(100))]


@blueprint.post("/orders")
def place() -> tuple[dict[str, Any], int]:
    """`variants` {id: pieces}; `customer_id` or `guest` {first_name, …}; `code`; `wants` ["email", "sms"]."""
    with the_store().act() as act:
        return shown.order(checkout.place_order(act, basket(asked()))), 201


@blueprint.post("/code")
def try_code() -> dict[str, Any]:
    """As for an order, without placing it: `refusal` is null where the code is taken."""
    store = the_store()
    with store.database.read() as session:
        priced = checkout.price(session, basket(asked()), store.clock.now())
    sums = {name: shop.pounds(getattr(priced, name)) for name in ("subtotal", "discount", "postage", "total")}
    return {"refusal": priced.refusal, **sums}


@blueprint.post("/orders/<int:order_id>/<deed>")
def happen(order_id: int, deed: str) -> dict[str, Any]:
    """fulfil, recall, scan {status}, deliver, refund {lines | pence}, cancel, return {lines}, answer-return."""
    if deed not in _DEEDS:
        raise Refused(f"{deed} is nothing that happens to an order; there are {', '.join(_DEEDS)}.")
    with the_store().act() as act:
        order = aftermath.order_of(act, order_id)
        _DEEDS[deed](act, order, asked())
        return shown.order(order)


def basket(body: dict[str, Any]) -> checkout.Basket:
    guest = body.get("guest")
    return checkout.Basket(
        variants=pieces(body, "variants") or {},
        guest=newcomer(guest) if guest else None,
        customer_id=number(body, "customer_id") if body.get("customer_id") is not None else None,
        code=body.get("code"),
        wants=tuple(body.get("wants", ())),
    )


def _fulfil(act: Act, order: Order, body: dict[str, Any]) -> None:
    parcels.fulfil(act, order, pieces(body, "lines"))


def _recall(act: Act, order: Order, body: dict[str, Any]) -> None:  # noqa: ARG001
    parcels.recall(act, _parcel(order))


def _scan(act: Act, order: Order, body: dict[str, Any]) -> None:
    parcels.scan(act, _parcel(order), str(body.get("status")))


def _deliver(act: Act, order: Order, body: dict[str, Any]) -> None:  # noqa: ARG001
    """Sent first, if it has not been."""
    if not order.parcels:
        parcels.fulfil(act, order)
    parcels.scan(act, _parcel(order), "delivered")


def _refund(act: Act, order: Order, body: dict[str, Any]) -> None:
    pence = number(body, "pence") if "pence" in body else None
    aftermath.refund(act, order, pieces(body, "lines"), pence, body.get("note"))


def _cancel(act: Act, order: Order, body: dict[str, Any]) -> None:
    aftermath.cancel(act, order, str(body.get("reason", "customer")))


def _return(act: Act, order: Order, body: dict[str, Any]) -> None:
    aftermath.ask_for_return(act, order, pieces(body, "lines"))


def _answer_return(act: Act, order: Order, body: dict[str, Any]) -> None:
    if not order.returns:
        raise Refused(f"Nobody asked to return anything of {order.name}.")
    last: Return = order.returns[-1]
    aftermath.answer_return(act, last, str(body.get("answer")))


def _parcel(order: Order) -> Parcel:
    if not order.parcels:
        raise Refused(f"Nothing of {order.name} has been sent yet.")
    return order.parcels[-1]


_DEEDS = {
    "fulfil": _fulfil, "recall": _recall, "scan": _scan, "deliver": _deliver, "refund": _refund, "cancel": _cancel,
    "return": _return, "answer-return": _answer_return,
}  # fmt: skip
