"""What may follow an order: a refund, a cancellation, a return."""

from __future__ import annotations

from collections.abc import Mapping

from devstore.act import Act, Refused
from devstore.bodies import orders as order_bodies
from devstore.bodies import refunds as bodies
from devstore.doings.stock import put_back
from devstore.model.kept import new_id
from devstore.model.orders import Order
from devstore.model.returns import Refund, Return

_ANSWERS = {"approve": "open", "decline": "declined", "cancel": "canceled"}


def order_of(act: Act, order_id: int) -> Order:
    row = act.session.get(Order, order_id)
    if row is None:
        raise Refused(f"There is no order {order_id}.")
    return row


def refund(
    act: Act,
    order: Order,
    contents: Mapping[int, int] | None = None,
    pence: int | None = None,
    note: str | None = None,
) -> Refund:
    """Pieces of lines are paid back and go on the shelf again, or just money (`pence`); neither: all that is left."""
    packed = dict(contents or {})
    if not packed and pence is None:
        packed = {line.id: line.current_quantity for line in order.lines if line.current_quantity}
        pence = order.paid_pence - order.refunded_pence
    worth = pence if pence is not None else _worth(order, packed)
    _may_be_refunded(order, packed, worth)
    row = Refund(
        id=new_id(act.session, "refund"), order=order, pence=worth, note=note, created_at=act.at,
        contents={str(line): pieces for line, pieces in packed.items()},
    )  # fmt: skip
    act.session.add(row)
    order.updated_at = act.at
    for line in order.lines:
        pieces = packed.get(line.id, 0)
        line.refunded += pieces
        if pieces:
            put_back(act, line.variant_id, pieces)
    act.tell("refunds/create", bodies.refund(row))
    if not act.is_past:
        act.tell("orders/updated", order_bodies.order(order))
    return row


def cancel(act: Act, order: Order, reason: str = "customer") -> None:
    """Cancelled, and paid back what was paid. Refused once a parcel has left."""
    if order.cancelled_at is not None:
        raise Refused(f"{order.name} is cancelled already.")
    if any(parcel.status == "success" for parcel in order.parcels):
        raise Refused(f"A parcel of {order.name} has left; call it back, or refund it instead.")
    order.cancelled_at, order.cancel_reason = act.at, reason
    if order.paid_pence > order.refunded_pence:
        refund(act, order)
    act.tell("orders/cancelled", order_bodies.order(order))


def ask_for_return(act: Act, order: Order, contents: Mapping[int, int] | None = None) -> Return:
    """The customer wants to send something back: these pieces, or everything that was sent."""
    packed = dict(contents) if contents else {line.id: line.shipped for line in order.lines if line.shipped}
    if not packed:
        raise Refused(f"Nothing of {order.name} has been sent yet.")
    row = Return(
        id=new_id(act.session, "return"), order=order, status="requested", created_at=act.at,
        contents={str(line): pieces for line, pieces in packed.items()},
    )  # fmt: skip
    act.session.add(row)
    order.updated_at = act.at
    act.tell("returns/request", bodies.returned(row))
    return row


def answer_return(act: Act, row: Return, answer: str) -> None:
    """approve, decline, or cancel (by the customer)."""
    if answer not in _ANSWERS:
        raise Refused(f"{answer} is no answer; there are {', '.join(_ANSWERS)}.")
    row.status, row.order.updated_at = _ANSWERS[answer], act.at
    act.tell(f"returns/{answer}", bodies.returned(row))


def _worth(order: Order, packed: Mapping[int, int]) -> int:
    lines = {line.id: line for line in order.lines}
    if not set(packed) <= set(lines):
        raise Refused(f"{order.name} has no such line.")
    return sum(round(lines[line].total_pence * pieces / lines[line].quantity) for line, pieces in packed.items())


def _may_be_refunded(order: Order, packed: Mapping[int, int], pence: int) -> None:
    left = {line.id: line.current_quantity for line in order.lines}
    if any(pieces < 1 or pieces > left.get(line, 0) for line, pieces in packed.items()):
        raise Refused(f"So many pieces of {order.name} are not left to refund.")
    if not 0 < pence <= order.paid_pence - order.refunded_pence:
        raise Refused(f"So much money of {order.name} is not left to refund.")
