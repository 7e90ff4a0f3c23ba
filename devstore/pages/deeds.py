"""What the buttons on an order do. Each returns the sentence that is shown afterwards."""

from __future__ import annotations

from devstore.act import Act, Refused
from devstore.doings import aftermath, parcels
from devstore.model.orders import Order
from devstore.model.parcels import Parcel
from devstore.pages import given
from devstore.pages.filters import money


def fulfil(act: Act, order: Order) -> str:
    """The pieces asked for, or all that is left."""
    parcel = parcels.fulfil(act, order, given.pieces("line-"))
    return f"Parcel {parcel.name} has left with {parcel.company}, number {parcel.tracking_number}."


def recall(act: Act, order: Order) -> str:
    parcel = _parcel(order)
    parcels.recall(act, parcel)
    return f"Parcel {parcel.name} is called back; what was in it can be sent again, or the order cancelled."


def scan(act: Act, order: Order) -> str:
    parcel = _parcel(order)
    status = given.text("status") or ""
    parcels.scan(act, parcel, status)
    return f"Parcel {parcel.name}: {parcels.SCANS[status]}."


def refund(act: Act, order: Order) -> str:
    """An amount, pieces, or everything that is left."""
    row = aftermath.refund(act, order, given.pieces("line-"), given.pence("amount"), given.text("note"))
    return f"{money(row.pence)} of {order.name} paid back."


def cancel(act: Act, order: Order) -> str:
    aftermath.cancel(act, order)
    return f"{order.name} is cancelled and paid back."


def ask_for_return(act: Act, order: Order) -> str:
    aftermath.ask_for_return(act, order)
    return f"The customer asked to return {order.name}."


def answer_return(act: Act, order: Order) -> str:
    if not order.returns:
        raise Refused(f"Nobody asked to return anything of {order.name}.")
    row = order.returns[-1]
    aftermath.answer_return(act, row, given.text("answer") or "")
    return f"The return of {order.name} is now {row.status}."


def _parcel(order: Order) -> Parcel:
    """The one that the button names, or the last."""
    if not order.parcels:
        raise Refused(f"Nothing of {order.name} has been sent yet.")
    named = given.text("parcel")
    if named is None:
        return order.parcels[-1]
    for parcel in order.parcels:
        if str(parcel.id) == named:
            return parcel
    raise Refused(f"{order.name} has no such parcel.")


DEEDS = {
    "fulfil": fulfil, "recall": recall, "scan": scan, "refund": refund, "cancel": cancel, "return": ask_for_return,
    "answer-return": answer_return,
}  # fmt: skip
