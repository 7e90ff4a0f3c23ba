"""What a visitor of the demo may do: move the clock, place an order, deliver, cancel or refund it. Whatever
happens in the shop reaches Encore as signed webhooks over HTTP."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, redirect, request, url_for

from plugin.demo.bought import Bought
from plugin.demo.counter import Counter
from plugin.demo.goods import SETS, of_set
from ui.demo.stage import BUYERS, stage
from ui.doors import door

STEPS = {"hour": ("+1 hour", 1 / 24), "day": ("+1 day", 1), "week": ("+7 days", 7)}
SAID = {
    "clock": "The clock has moved. Everything that fell due meanwhile is done.",
    "order": "The order is placed and paid. Encore has just heard of it.",
    "deliver": "The parcel has arrived. The review request follows in seven days.",
    "cancel": "The order is cancelled. Nothing more is sent about it.",
    "refund": "The first item is paid back. A review request now waits for 30 days.",
}
_PATIENCE_S = 4.0


@door("operator")
def move_clock() -> Response:
    _, days = STEPS.get(request.form.get("choice", ""), ("", 0))
    if not days:
        abort(400)
    world, notebook = stage().world, stage().notebook
    world.move_by(timedelta(days=days))
    notebook.offset += timedelta(days=days)
    return _back("clock")


@door("operator")
def place_order() -> Response:
    _, person = BUYERS.get(request.form.get("choice", ""), ("", None))
    if person is None:
        abort(400)
    notebook = stage().notebook
    number = notebook.next_number
    goods = of_set(SETS[number % len(SETS)])[:2]
    notebook.keep(stage().world.counter.sell(number, person, goods))
    return _back("order")


@door("operator")
def do(number: int) -> Response:
    """Deliver, cancel or refund one of the orders that were placed here."""
    bought, deed = stage().notebook.order(number), _DEEDS.get(request.form.get("choice", ""))
    if bought is None:
        abort(404)
    if deed is None:
        abort(400)
    stage().notebook.keep(deed(stage().world.counter, bought))
    return _back(request.form["choice"])


def _deliver(counter: Counter, bought: Bought) -> Bought:
    shipped = counter.ship(bought)
    counter.deliver(shipped)
    return shipped


def _refund(counter: Counter, bought: Bought) -> Bought:
    counter.refund(bought)
    return bought


_DEEDS = {"deliver": _deliver, "cancel": Counter.cancel, "refund": _refund}


def _back(done: str) -> Response:
    """To the outbox, once Encore has had a moment for what it was told."""
    stage().world.settle(_PATIENCE_S)
    return redirect(url_for("demo.outbox", done=done), 303)  # type: ignore[return-value]
